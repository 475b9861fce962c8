import type { TxCtx } from "@amanat/db";
import { nameFirst } from "../internal/destinations.ts";
import { insertEscrow } from "../internal/write-escrow.ts";

export type NewEscrow = {
  /** The agreement's id to its caller. */
  scope: string;
  title: string;
  /** Everybody it concerns: none of them approves its payouts. Who pays later joins them. */
  parties: readonly string[];
  /** Who is to be paid, and where, as fixed with the terms. */
  payees: readonly { partyId: string; address: string }[];
};

/**
 * Opens the books of one agreement, in the transaction that makes it: its parties, and where its payees want their money. Once per
 * scope. Errors: none of its own; a scope that is taken is the caller's mistake.
 */
export async function openEscrow(tx: TxCtx, { scope, title, parties, payees }: NewEscrow): Promise<void> {
  await insertEscrow(tx, { scope, tenantId: tx.actor.tenantId, title, parties: [...parties] });
  for (const { partyId, address } of payees) await nameFirst(tx, { scope, ownerId: partyId }, address);
}
