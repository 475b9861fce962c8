import type { TxCtx } from "@amanat/db";
import { nameFirstAddress } from "../internal/destinations.ts";
import { insertEscrow } from "../internal/write-escrow.ts";

export type NewEscrow = {
  /** The caller's own id of the agreement. */
  scope: string;
  title: string;
  /** People who may not approve its payouts. Payers are added later. */
  parties: readonly string[];
  /** The payees and their addresses, as agreed. */
  payees: readonly { partyId: string; address: string }[];
};

/**
 * Opens the books of one agreement: its parties and its payees' addresses. Called once per scope, inside the transaction that makes the
 * agreement.
 */
export async function openEscrow(tx: TxCtx, { scope, title, parties, payees }: NewEscrow): Promise<void> {
  await insertEscrow(tx, { scope, tenantId: tx.actor.tenantId, title, parties: [...parties] });
  for (const { partyId, address } of payees) await nameFirstAddress(tx, { scope, ownerId: partyId }, address);
}
