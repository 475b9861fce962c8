import type { Stale } from "../stale.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const stale: Stale<"notifications"> = {
  notice: ["notifications.list", "notifications.unread"],
  incident: ["notifications.deadNotices"],
};
