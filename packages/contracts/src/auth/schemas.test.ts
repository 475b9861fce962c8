import { describe, expect, it } from "vitest";
import { createApiKeyInput, listPeopleInput, registerInput, registerPasskeyInput, renamePasskeyInput } from "./schemas.ts";

const response = { id: "id", rawId: "id", type: "public-key" };
const accepts: Record<string, (text: string) => boolean> = {
  "a person's name": (name) => registerInput.safeParse({ email: "a@amanat.test", password: "correct horse battery", name }).success,
  "a new passkey's name": (name) => registerPasskeyInput.safeParse({ challengeId: "c", name, response }).success,
  "a passkey's other name": (name) => renamePasskeyInput.safeParse({ passkeyId: "p", name }).success,
  "an API key's name": (name) => createApiKeyInput.safeParse({ name, scopes: ["deals:read"] }).success,
  "what people are searched by": (search) => listPeopleInput.safeParse({ search }).success,
};

describe("text that people choose", () => {
  it.each(Object.entries(accepts))("%s holds no control or direction characters", (_what, accepted) => {
    for (const good of ["Ann O'Neil", "\u0645\u0631\u06CC\u0645 \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u674E\u56DB"])
      expect(accepted(good)).toBe(true);
    for (const bad of ["\u0000", "\n", "\u001B", "\u007F", "\u0085", "\u202A", "\u202E", "\u2066", "\u2069"])
      expect(accepted(`ab${bad}cd`), JSON.stringify(bad)).toBe(false);
  });
});
