import type { Words } from "../words.ts";

export const auth = {
  ids: { user: "usr", session: "ses", apiKey: "key" },
  scopes: ["account:read"],
  stepUps: [
    "roles.change",
    "roles.confirm",
    "api_key.create",
    "api_key.rotate",
    "password.change",
    "email.change",
    "passkey.add",
    "passkey.remove",
    "identity.link",
    "identity.unlink",
    "ban.lift",
  ],
} as const satisfies Words;
