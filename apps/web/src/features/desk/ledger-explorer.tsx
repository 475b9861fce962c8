"use client";

import { Stack } from "@amanat/ui";
import { useQueryStates } from "nuqs";
import { AccountList } from "./account-list.tsx";
import { AccountTree } from "./account-tree.tsx";
import { ledgerFilter } from "./ledger-filter.ts";
import { AccountStatement } from "./account-statement.tsx";

/** The books: all kinds of account, the accounts of a kind, and the statement of one. The address says where somebody stands. */
export function LedgerExplorer() {
  const [{ asset, kind, one, scope, party }] = useQueryStates(ledgerFilter);
  if (asset === null || kind === null) return <AccountTree />;
  return (
    <Stack gap="lg">{one ? <AccountStatement account={{ asset, kind, scope, party }} /> : <AccountList asset={asset} kind={kind} />}</Stack>
  );
}
