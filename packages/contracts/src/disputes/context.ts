import { read, staff } from "../access.ts";
import type { Stale } from "../stale.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const pages = {
  "/deals/[id]/dispute": read("user", "party", null, { rate: "none" }),
  "/cases/[id]": read("user", "party, its mediator, or admin", null, { rate: "none" }),
  "/admin/disputes": read(staff, "tenant", null, { rate: "none" }),
  "/admin/disputes/[id]": read(staff, "its mediator, or admin", null, { rate: "none" }),
} as const;

export const stale: Stale<"disputes"> = {
  dispute: ["disputes.get", "disputes.ofDeal", "disputes.list", "disputes.desk", "disputes.record", "disputes.opening"],
  deal: ["disputes.opening", "disputes.get"],
};
