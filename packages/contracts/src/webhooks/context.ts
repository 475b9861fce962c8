import type { Stale } from "../stale.ts";
import { read } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const pages = {
  "/account/webhooks": read("user", "own; the tenant's for admins", null, { rate: "none" }),
} as const;

export const stale: Stale<"webhooks"> = {
  webhook: ["webhooks.list", "webhooks.messages", "webhooks.message"],
};
