import type { Stale } from "../stale.ts";
import { books, read } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const channels = {
  "user:<id>": read("user", "oneself", "events:read", { rate: "none" }),
  "session:<id>": read("user", "the session itself: its end", null, { rate: "none" }),
} as const;

export const pages = {
  "/sign-in": read("public", "none", null, { rate: "none" }),
  "/sign-up": read("public", "none", null, { rate: "none" }),
  "/verify": read("public", "none", null, { rate: "none" }),
  "/reset": read("public", "none", null, { rate: "none" }),
  "/account": read("user", "self", null, { rate: "none" }),
  "/account/security": read("user", "own", null, { rate: "none" }),
  "/account/api-keys": read("user", "own", null, { rate: "none" }),
  "/admin/people": read(books, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"auth"> = {
  // The end of a session ends its page.
  session: [],
  account: ["auth.passkeys", "auth.identities"],
  user: ["auth.me", "auth.people"],
};
