import type { Stale } from "../stale.ts";
import { admin, books, read } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const pages = {
  "/admin/incidents": read(books, "tenant", null, { rate: "none" }),
  "/admin/deliveries": admin(read("user", "tenant", null, { rate: "none" })),
} as const;

export const stale: Stale<"incidents"> = {
  incident: ["incidents.list", "incidents.get", "incidents.deadDeliveries"],
};
