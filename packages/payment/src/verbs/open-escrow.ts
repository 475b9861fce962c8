import { now, type TxCtx } from "@amanat/db";
import { nameFirstAddress } from "../internal/destinations.ts";
import { insertEscrow } from "../internal/write-escrow.ts";

/** `chain` is a CAIP-2 id. */
export type Payee = { readonly partyId: string; readonly chain: string; readonly address: string };

export type NewEscrow = {
  /** The caller's own id of the agreement. */
  scope: string;
  title: string;
  /** People who may not approve its payouts. Payers are added later. */
  parties: readonly string[];
  /** The payees and their addresses on each chain they are paid on, as agreed. */
  payees: readonly Payee[];
};

/**
 * Opens the books of one agreement: its parties and its payees' addresses. Called once per scope, inside the transaction that makes the
 * agreement.
 */
export async function openEscrow(tx: TxCtx, { scope, title, parties, payees }: NewEscrow): Promise<void> {
  await insertEscrow(tx, { scope, tenantId: tx.actor.tenantId, title, parties: [...parties], createdAt: await now(tx) });
  for (const { partyId, chain, address } of payees) await nameFirstAddress(tx, { scope, ownerId: partyId, chain }, address);
}
