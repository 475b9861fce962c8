import { expect, test } from "vitest";
import { passkeyProblem } from "./ceremony.ts";

const named = (name: string, cause?: unknown) => Object.assign(new Error(name, { cause }), { name });

test.each([
  ["cancelled", named("NotAllowedError")],
  ["cancelled", named("AbortError")],
  ["known", named("InvalidStateError")],
  ["cancelled", named("WebAuthnError", named("NotAllowedError"))],
  ["unsupported", named("SecurityError")],
])("%s is told apart", (problem, error) => {
  expect(passkeyProblem(error)).toBe(problem);
});
