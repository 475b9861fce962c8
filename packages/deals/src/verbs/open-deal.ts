import { DomainError, TERMS_VERSION } from "@amanat/contracts";
import { newId, now, requireActive, startDeadline, type TxCtx } from "@amanat/db";
import type { Payee } from "@amanat/payment";
import { type DealIntent, requestPayment, type Payer } from "../internal/money.ts";
import { insertDeal, type NewParty, type NewTranche } from "../internal/write-rows.ts";
import type { DealRow } from "../internal/rows.ts";
import { payMinutes } from "../internal/time-to-pay.ts";
import type { Kind } from "../kind.ts";
import { after } from "../rules.ts";

export type NewDeal = {
  title: string;
  parties: readonly NewParty[];
  /** Each with who pays it; their shares come to it. Several assets are several tranches. */
  tranches: readonly (Omit<NewTranche, "id"> & { payers: readonly Payer[] })[];
  /** Where each payee wants the money, as fixed with the terms. */
  payees: readonly Payee[];
};

/**
 * Opens a deal: fixes its parties, the tranches of its price, the fee and the version of the platform's terms, creates the payment
 * intents, and starts the clock `pay`. The kind writes its own terms in the same transaction.
 * Errors: ACCOUNT_RESTRICTED, INVALID_STATE (another party is restricted or banned), ASSET_NOT_SUPPORTED, VALIDATION_ERROR (no price, or shares of payers that do not come to it).
 */
export async function openDeal(
  tx: TxCtx,
  kind: Pick<Kind, "name" | "machine">,
  input: NewDeal,
): Promise<{ deal: DealRow; intents: DealIntent[]; dueAt: Date }> {
  const isShared = input.tranches.every(({ amount, payers }) => payers.reduce((sum, one) => sum + one.amount, 0n) === amount);
  if (input.tranches.length === 0 || !isShared)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "tranches", code: "too_small" }] });
  await requireActive(
    tx,
    input.parties.map(({ userId }) => userId),
  );
  const at = await now(tx);
  const data = {
    id: newId(),
    tenantId: tx.actor.tenantId,
    kind: kind.name,
    // The machine's states are among the contracts' statuses.
    status: kind.machine.initial as DealRow["status"],
    title: input.title,
    termsVersion: TERMS_VERSION,
    createdAt: at,
  };
  const parts = input.tranches.map(({ payers: _, ...tranche }) => ({ ...tranche, id: newId() }));
  const deal = await insertDeal(tx, data, input.parties, parts);
  const dueAt = after(at, await payMinutes(tx), "minutes");
  const payers = input.tranches.map((tranche) => tranche.payers);
  const intents = await requestPayment(tx, deal, { payers, payees: input.payees, dueAt });
  await startDeadline(tx, { purpose: "pay", subjectId: deal.id, dueAt });
  return { deal, intents, dueAt };
}
