import type { Stale } from "../stale.ts";
import { type Access, books, read, staff } from "../access.ts";
import { type AskingProvider, PROVIDER_QUESTIONS, PROVIDER_WEBHOOKS, type ProviderName } from "./providers.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

const signed = read("public", "its sender's signature over the raw body", null, {
  state: "delivery not seen before",
  rate: "none",
  audit: "write",
});
const asked = read("public", "its sender's signature over the raw body", null, {
  state: "a payment that can be paid",
  rate: "none",
  audit: "none",
});
type WebhookPath = (typeof PROVIDER_WEBHOOKS)[ProviderName];
type QuestionPath = (typeof PROVIDER_QUESTIONS)[AskingProvider];
const rowsOf = <Path extends string>(paths: readonly Path[], access: Access) =>
  Object.fromEntries(paths.map((path) => [path, access])) as Readonly<Record<Path, Access>>;
/** One for each provider, and one for each that asks us. */
export const webhooks: Readonly<Record<WebhookPath | QuestionPath, Access>> = {
  ...rowsOf(Object.values(PROVIDER_WEBHOOKS), signed),
  ...rowsOf(Object.values(PROVIDER_QUESTIONS), asked),
};

export const pages = {
  "/claim": read("public", "none", null, { rate: "none" }),
  "/claim/[id]": read("public", "who knows the claim's id", null, { rate: "none" }),
  "/receipts/[id]": read("public", "who knows the receipt's id", null, { rate: "none" }),
  "/deals/[id]/pay": read("user", "buyer of the deal", null, { rate: "none" }),
  "/admin/payouts": read(staff, "tenant", null, { rate: "none" }),
  "/admin/payouts/[id]": read(staff, "tenant", null, { rate: "none" }),
  "/admin/deposits": read(staff, "tenant", null, { rate: "none" }),
  "/admin/providers": read(books, "none", null, { rate: "none" }),
  "/admin/providers/deliveries": read(books, "none", null, { rate: "none" }),
  "/admin/screening": read(books, "tenant", null, { rate: "none" }),
  "/admin/screening/[id]": read(books, "tenant", null, { rate: "none" }),
  "/admin/fees": read(books, "tenant", null, { rate: "none" }),
  "/admin/reconciliation": read(books, "tenant", null, { rate: "none" }),
  "/admin/reconciliation/[id]": read(books, "tenant", null, { rate: "none" }),
  "/admin/safekeeping": read(books, "tenant", null, { rate: "none" }),
  "/admin/wallets": read(books, "tenant", null, { rate: "none" }),
  "/admin/unmatched": read(staff, "tenant", null, { rate: "none" }),
  "/admin/unmatched/[id]": read(staff, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"payment"> = {
  deal: ["payment.getIntent"],
  payment: ["payment.getIntent", "payment.listDeposits", "payment.listQuarantine", "payment.getQuarantine", "payment.listScreenings"],
  payout: [
    "payment.getIntent",
    "payment.listPayouts",
    "payment.getPayout",
    "payment.listUnmatched",
    "payment.getUnmatched",
    "payment.listClaims",
    "payment.listWaiting",
    "payment.listSweeps",
    "payment.fees",
    "payment.custodyHealth",
  ],
  safekeeping: ["payment.safekeeping", "payment.getPayout"],
  destination: ["payment.getIntent", "payment.listPayouts", "payment.getPayout"],
};
