import { type Actor, type DealView, publicId, splitFee } from "@amanat/contracts";
import type { Ctx, TxCtx } from "@amanat/db";
import {
  cancelIntent,
  createIntent,
  draftRefund,
  draftRelease,
  expireIntent,
  intentOf,
  type IntentSummary,
  ownDestination,
  payoutsOf,
  type PayoutSummary,
} from "@amanat/payment";
import type { DealRow, TrancheRow } from "./rows.ts";
import { isStaff, partyOf, partyRole, userIdOf } from "./who.ts";

/** All that the engine asks of payment. A deal's uuid is payment's scope. */

/** A deal's money as one person may see it. */
export type DealMoney = {
  intent: IntentSummary | null;
  payouts: readonly PayoutSummary[];
  /** Where the asking party's money goes, and where the seller's does. */
  own: DealView["destination"];
  seller: string | null;
};

/** What its parties agreed to pay. One asset: nothing adds across assets. */
export function priceOf(deal: Pick<DealRow, "tranches">): { assetId: string; price: bigint; feeBps: number; fee: bigint } {
  const [first] = deal.tranches;
  if (!first) throw new Error("a deal without a price");
  const parts = deal.tranches.filter(({ assetId }) => assetId === first.assetId);
  const sum = (of: (part: TrancheRow) => bigint) => parts.reduce((sofar, part) => sofar + of(part), 0n);
  const fee = sum((part) => splitFee(part.amount, part.feeBps).fee);
  return { assetId: first.assetId, price: sum(({ amount }) => amount), feeBps: first.feeBps, fee };
}

/** A hold covers money of the deal. */
export function isHeldBack(deal: DealRow): boolean {
  return deal.onHold;
}

/** Opens the books for a price: its payer then opens the intent for payment. */
export function askForPayment(
  tx: TxCtx,
  deal: DealRow,
  { payerId, payoutAddress, dueAt }: { payerId: string; payoutAddress: string; dueAt: Date },
): Promise<{ intentId: string }> {
  const tranche = onlyTranche(deal);
  return createIntent(tx, {
    scope: deal.id,
    payerId,
    payeeId: tranche.payeeId,
    title: deal.title,
    assetId: tranche.assetId,
    amount: tranche.amount,
    expiresAt: dueAt,
    payoutAddress,
  });
}

/** Payment's verbs move a scope's price as a whole. */
function onlyTranche(deal: DealRow): TrancheRow {
  const [tranche, ...more] = deal.tranches;
  if (!tranche || more.length > 0) throw new Error("payment moves one tranche a deal");
  return tranche;
}

/** Nothing is held yet, and the deal ends: what came of its price goes back. Errors: INVALID_STATE when all of it came. */
export function callOff(tx: TxCtx, deal: DealRow): Promise<"cancelled" | "money_seen"> {
  return cancelIntent(tx, { scope: deal.id });
}

/** Ends the time to pay, if nothing was seen of the money; payment answers under its own lock, so that nothing comes between. */
export async function lapse(tx: TxCtx, deal: DealRow): Promise<boolean> {
  return (await expireIntent(tx, { scope: deal.id })) === "expired";
}

/** What is held becomes its payee's and the platform's, and its instruction is drafted. */
export async function release(tx: TxCtx, deal: DealRow, tranche: TrancheRow): Promise<{ payoutId: string; amount: bigint; fee: bigint }> {
  const { fee, sellerReceives: amount } = splitFee(tranche.amount, tranche.feeBps);
  const { payoutId } = await draftRelease(tx, {
    scope: deal.id,
    partyId: tranche.payeeId,
    counterpartyId: partyOf(deal, "buyer"),
    title: deal.title,
    assetId: tranche.assetId,
    amount,
    fee,
  });
  return { payoutId, amount, fee };
}

/** All that is held goes back to who paid it. Nothing happens when nothing is held. */
export function refund(tx: TxCtx, deal: DealRow, reason: string): Promise<{ payoutId: string | null }> {
  return draftRefund(tx, { scope: deal.id, reason });
}

/** What guards and reactions know of the money. */
export async function moneyFacts(ctx: Ctx, deal: DealRow): Promise<Pick<DealMoney, "intent" | "payouts">> {
  return { intent: await intentOf(ctx, deal.id), payouts: await payoutsOf(ctx, deal.id) };
}

/** A deal's money as the asking person may see it. */
export async function moneyOf(ctx: Ctx, deal: DealRow): Promise<DealMoney> {
  const role = partyRole(deal, ctx.actor);
  const whose = role ?? "seller";
  const place = await ownDestination(ctx, { scope: deal.id, ownerId: partyOf(deal, whose) });
  return { ...(await moneyFacts(ctx, deal)), own: role && place, seller: whose === "seller" ? (place?.address ?? null) : null };
}

/** Money on its way out, as this person may see it: an address is its owner's and the staff's to read. */
export function payoutView(payout: PayoutSummary, actor: Actor): DealView["payouts"][number] {
  const { id, kind, status, txHash, replaced, version, partyId } = payout;
  const own = partyId === userIdOf(actor) || isStaff(actor);
  return {
    kind,
    status,
    txHash,
    replaced,
    version,
    id: publicId("payout", id),
    amount: payout.amount.toString(),
    destination: own ? payout.destination : null,
    rejectedReason: own ? payout.rejectedReason : null,
    redraftAt: payout.redraftAt?.toISOString() ?? null,
  };
}
