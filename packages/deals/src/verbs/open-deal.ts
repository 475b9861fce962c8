import { DomainError, TERMS_VERSION } from "@amanat/contracts";
import { newId, now, setDeadline, type TxCtx } from "@amanat/db";
import { askForPayment } from "../internal/money.ts";
import { insertDeal, type NewParty, type NewTranche } from "../internal/moves.ts";
import type { DealRow } from "../internal/rows.ts";
import { payMinutes } from "../internal/time-to-pay.ts";
import type { Kind } from "../kind.ts";
import { after } from "../rules.ts";

export type NewDeal = {
  title: string;
  parties: readonly NewParty[];
  tranches: readonly Omit<NewTranche, "id">[];
  /** Who pays, and where the payee wants the money, as fixed with the terms. */
  payerId: string;
  payoutAddress: string;
};

/**
 * A deal begins: its people, the parts of its price, the fee and the platform's terms of this moment are fixed, payment is asked to
 * wait for the price, and the time to pay runs. The kind writes its own terms beside it, in the caller's transaction.
 * Errors: ASSET_NOT_SUPPORTED, VALIDATION_ERROR (no price).
 */
export async function openDeal(
  tx: TxCtx,
  kind: Pick<Kind, "name" | "machine">,
  input: NewDeal,
): Promise<{ deal: DealRow; intentId: string; dueAt: Date }> {
  if (input.tranches.length === 0)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "tranches", code: "too_small" }] });
  const at = await now(tx);
  const data = {
    id: newId(),
    tenantId: tx.actor.tenantId,
    kind: kind.name,
    status: kind.machine.initial,
    title: input.title,
    termsVersion: TERMS_VERSION,
    createdAt: at,
  };
  const parts = input.tranches.map((tranche) => ({ ...tranche, id: newId() }));
  const deal = await insertDeal(tx, data, input.parties, parts);
  const dueAt = after(at, await payMinutes(tx), "minutes");
  const { payerId, payoutAddress } = input;
  const { intentId } = await askForPayment(tx, deal, { payerId, payoutAddress, dueAt });
  await setDeadline(tx, { purpose: "pay", subjectId: deal.id, dueAt });
  return { deal, intentId, dueAt };
}
