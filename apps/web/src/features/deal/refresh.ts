"use client";

import { useQueryClient } from "@tanstack/react-query";

const CONCERNED = new Set([
  "deals.getDeal",
  "deals.dealTimeline",
  "deals.listDeals",
  "ledger.dealFunds",
  "ledger.dealTransfers",
  "ledger.custody",
  "payment.getIntent",
  "payment.listPayouts",
  "payment.getPayout",
  "payment.listUnmatched",
  "payment.getUnmatched",
  "payment.listWaiting",
]);

/** Asks again for everything about deals that is on screen. Own actions do not wait for their echo in the stream. */
export function useDealRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ predicate: ({ queryKey }) => CONCERNED.has(`${String(queryKey[0])}.${String(queryKey[1])}`) });
}
