import type { Stale } from "../stale.ts";
import { type Access, read, staff } from "../access.ts";
import { PROVIDER_WEBHOOKS, type ProviderName } from "./providers.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

const signed = read("public", "its sender's signature over the raw body", null, {
  state: "delivery not seen before",
  rate: "none",
  audit: "write",
});
/** One for each provider. */
export const webhooks = Object.fromEntries(Object.values(PROVIDER_WEBHOOKS).map((path) => [path, signed])) as Readonly<
  Record<(typeof PROVIDER_WEBHOOKS)[ProviderName], Access>
>;

export const pages = {
  "/deals/[id]/pay": read("user", "buyer of the deal", null, { rate: "none" }),
  "/admin/payouts": read(staff, "tenant", null, { rate: "none" }),
  "/admin/payouts/[id]": read(staff, "tenant", null, { rate: "none" }),
  "/admin/deposits": read(staff, "tenant", null, { rate: "none" }),
  "/admin/unmatched": read(staff, "tenant", null, { rate: "none" }),
  "/admin/unmatched/[id]": read(staff, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"payment"> = {
  deal: ["payment.getIntent"],
  payment: ["payment.getIntent", "payment.listDeposits"],
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
