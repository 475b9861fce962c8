import type { Stale } from "../stale.ts";
import { read, staff } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const webhooks = {
  "POST /api/amn-scanner/webhook": read("public", "HMAC over the raw body", null, {
    state: "delivery not seen before",
    rate: "none",
    audit: "write",
  }),
} as const;

export const pages = {
  "/deals/[id]/pay": read("user", "buyer of the deal", null, { rate: "none" }),
  "/admin/payouts": read(staff, "tenant", null, { rate: "none" }),
  "/admin/payouts/[id]": read(staff, "tenant", null, { rate: "none" }),
  "/admin/unmatched": read(staff, "tenant", null, { rate: "none" }),
  "/admin/unmatched/[id]": read(staff, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"payment"> = {
  deal: ["payment.getIntent"],
  payment: ["payment.getIntent"],
  payout: [
    "payment.getIntent",
    "payment.listPayouts",
    "payment.getPayout",
    "payment.listUnmatched",
    "payment.getUnmatched",
    "payment.listWaiting",
  ],
  destination: ["payment.getIntent", "payment.listPayouts", "payment.getPayout"],
};
