import type { Stale } from "../stale.ts";
import { read, staff } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const channels = {
  "deal:<id>": read("user", "party, or staff of the tenant", "events:read", { rate: "none" }),
} as const;

export const pages = {
  "/deals": read("user", "own", null, { rate: "none" }),
  "/deals/[id]": read("user", "party or staff", null, { rate: "none" }),
  "/admin/deals/[id]": read(staff, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"deals"> = {
  deal: ["deals.getDeal", "deals.dealTimeline", "deals.listDeals"],
  payment: ["deals.getDeal", "deals.dealTimeline", "deals.listDeals"],
  payout: ["deals.getDeal", "deals.dealTimeline", "deals.listDeals"],
  destination: ["deals.getDeal", "deals.dealTimeline", "deals.listDeals"],
};
