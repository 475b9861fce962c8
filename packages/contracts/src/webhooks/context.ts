import type { Stale } from "../stale.ts";
import { read } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

const OWN = "own; the tenant's for admins";

export const pages = {
  "/account/webhooks": read("user", OWN, null, { rate: "none" }),
  "/account/webhooks/[id]": read("user", OWN, null, { rate: "none" }),
} as const;

export const stale: Stale<"webhooks"> = {
  webhook: ["webhooks.list", "webhooks.messages", "webhooks.message"],
};
