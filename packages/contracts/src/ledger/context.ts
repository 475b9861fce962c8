import type { Stale } from "../stale.ts";
import { books, read } from "../access.ts";
import { exportTransfersInput } from "./schemas.ts";

export { procedures } from "./procedures.ts";

export const downloads = {
  "ledger-transfers.csv": { input: exportTransfersInput, access: read(books, "tenant", "ledger:read") },
} as const;

export const pages = {
  "/admin/ledger": read(books, "tenant", null, { rate: "none" }),
  "/admin/ledger/[journal]": read(books, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"ledger"> = {
  deal: ["ledger.dealFunds", "ledger.dealTransfers"],
  payment: ["ledger.dealFunds", "ledger.dealTransfers"],
  payout: ["ledger.dealFunds", "ledger.dealTransfers", "ledger.custody"],
  destination: ["ledger.dealFunds", "ledger.dealTransfers"],
};
