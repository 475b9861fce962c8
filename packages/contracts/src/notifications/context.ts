import { admin, read } from "../access.ts";
import type { Stale } from "../stale.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const pages = {
  "/notifications": read("user", "own", null, { rate: "none" }),
  "/account/notifications": read("user", "own", null, { rate: "none" }),
  "/unsubscribe": read("public", "the signed token", null, { rate: "none" }),
  "/admin/notices": admin(read("user", "tenant", null, { rate: "none" })),
} as const;

export const stale: Stale<"notifications"> = {
  notice: ["notifications.list", "notifications.unread"],
  incident: ["notifications.deadNotices"],
};
