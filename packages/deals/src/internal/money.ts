import { type Actor, BrokenInvariant, chainOf, type DealView, DomainError, type HoldView, publicId, splitFee } from "@amanat/contracts";
import type { Ctx, TxCtx } from "@amanat/db";
import {
  cancelIntent,
  createIntent,
  type Division,
  expireIntent,
  type HoldSummary,
  holdsOn,
  isMoneySeen,
  type IntentSummary,
  moveMoney,
  openEscrow,
  ownDestinations,
  type Payee,
  payoutsOf,
  priceIn,
  pricesIn,
  type PayoutSummary,
  REORG,
} from "@amanat/payment";
import { DISPUTES, type DealRow, type TrancheRow } from "./rows.ts";
import { isStaff, partyOf, partyRole, userIdOf } from "./who.ts";

/** What the engine asks of payment; holds are `holds.ts`. A deal's uuid is payment's scope. */

/** A deal's money as one person may see it. */
export type DealMoney = {
  intent: IntentSummary | null;
  payouts: readonly PayoutSummary[];
  /** Every part of the price is paid, by everybody who pays for it. */
  covered: boolean;
  /** The holds on it. */
  holds: readonly HoldSummary[];
  /** Where the asking party's money goes, and where the seller's does. */
  own: DealView["destination"];
  seller: string | null;
};

/**
 * The agreed price of these tranches, or of all. It is in the asset of the first of them: amounts of two assets are never added.
 */
export function priceOf(
  deal: Pick<DealRow, "tranches">,
  ordinals: readonly number[] = deal.tranches.map(({ ordinal }) => ordinal),
): { assetId: string; price: bigint; feeBps: number; fee: bigint } {
  const chosen = deal.tranches.filter(({ ordinal }) => ordinals.includes(ordinal));
  const [first] = chosen;
  if (!first) throw new BrokenInvariant("a deal without a price");
  const parts = chosen.filter(({ assetId }) => assetId === first.assetId);
  const sum = (of: (part: TrancheRow) => bigint) => parts.reduce((sofar, part) => sofar + of(part), 0n);
  const fee = sum((part) => splitFee(part.amount, part.feeBps).fee);
  return { assetId: first.assetId, price: sum(({ amount }) => amount), feeBps: first.feeBps, fee };
}

/** The holds that cover money of the deal: of these tranches, or of any. Payment keeps them; whoever asks holds the deal's lock. */
export async function holdsOver(ctx: Ctx, deal: DealRow, ordinals?: readonly number[]): Promise<readonly HoldSummary[]> {
  const holds = await holdsOn(ctx, [deal.id]);
  return ordinals === undefined ? holds : holds.filter(({ tranche }) => ordinals.includes(tranche));
}

/** A hold covers money of the deal: of these tranches, or of any. */
export async function isHeldBack(ctx: Ctx, deal: DealRow, ordinals?: readonly number[]): Promise<boolean> {
  return (await holdsOver(ctx, deal, ordinals)).length > 0;
}

/** A hold as its deal's parties and staff see it. */
export function holdView({ tranches }: DealRow, hold: HoldSummary): HoldView {
  const { tranche, amount, reason, placedBy, since, until } = hold;
  return {
    tranche,
    asset: tranches.find(({ ordinal }) => ordinal === tranche)?.assetId ?? "",
    amount: amount.toString(),
    reason,
    by: placedBy === DISPUTES ? "dispute" : placedBy === REORG ? "chain" : "staff",
    since: since.toISOString(),
    until: until?.toISOString() ?? null,
  };
}

/** Who pays a part of the price, and how much of it. */
export type Payer = { readonly payerId: string; readonly amount: bigint };
export type DealIntent = { readonly intentId: string; readonly payerId: string; readonly assetId: string };

/**
 * Opens the books for a price, and one intent for each asset and payer of it: nothing adds across assets, and everybody opens and
 * pays their own. The first is that of the first part.
 */
export async function requestPayment(
  tx: TxCtx,
  deal: DealRow,
  { payers, payees, dueAt }: { payers: readonly (readonly Payer[])[]; payees: readonly Payee[]; dueAt: Date },
): Promise<DealIntent[]> {
  const { id: scope, title } = deal;
  await openEscrow(tx, { scope, title, parties: deal.parties.map(({ userId }) => userId), payees });
  const wanted = new Map<string, { payerId: string; assetId: string; parts: { scope: string; tranche: number; amount: bigint }[] }>();
  for (const [index, { ordinal: tranche, assetId }] of deal.tranches.entries())
    for (const { payerId, amount } of payers[index] ?? []) {
      const one = wanted.get(`${assetId} ${payerId}`) ?? { payerId, assetId, parts: [] };
      one.parts.push({ scope, tranche, amount });
      wanted.set(`${assetId} ${payerId}`, one);
    }
  const opened: DealIntent[] = [];
  for (const { payerId, assetId, parts } of wanted.values()) {
    const { intentId } = await createIntent(tx, { parts, payerId, title, assetId, expiresAt: dueAt });
    opened.push({ intentId, payerId, assetId });
  }
  return opened;
}

/** Ends a deal of which nothing is held yet: what was paid of its price goes back. Errors: INVALID_STATE when all of it was paid. */
export function callOff(tx: TxCtx, deal: DealRow): Promise<"cancelled" | "money_seen"> {
  return cancelIntent(tx, { scope: deal.id });
}

/** No money was seen that could complete the price. Payment answers under its locks, which it keeps, so that no transfer slips in after it. */
export async function isUnpaid(tx: TxCtx, deal: DealRow): Promise<boolean> {
  return !(await isMoneySeen(tx, { scope: deal.id }));
}

/** Ends the time to pay: what was paid of the price goes back. Errors: INVALID_STATE when money was seen that could complete it. */
export async function lapse(tx: TxCtx, deal: DealRow): Promise<void> {
  if ((await expireIntent(tx, { scope: deal.id })) === "money_seen") throw new DomainError("INVALID_STATE");
}

type Paid = { payoutId: string | null; amount: bigint; fee: bigint };

/** Releases what is held for these tranches to their payees, less the platform's fee, and drafts the payouts. */
export async function release(tx: TxCtx, deal: DealRow, tranches: readonly TrancheRow[], cause: string): Promise<Paid> {
  const divisions = tranches.map(({ ordinal: tranche, payeeId: partyId, amount, feeBps }): Division => {
    return { tranche, release: [{ partyId, amount }], feeBps };
  });
  const moved = await moveMoney(tx, { scope: deal.id, cause, divisions });
  // In the first asset alone: amounts of two assets are never added.
  const { assetId } = priceOf(deal);
  const gross = tranches.reduce((sum, one) => (one.assetId === assetId ? sum + one.amount : sum), 0n);
  const payouts = moved.flatMap((one) => one.payouts).filter((one) => one.assetId === assetId);
  const amount = payouts.reduce((sum, one) => sum + one.amount, 0n);
  return { payoutId: payouts[0]?.id ?? null, amount, fee: gross - amount };
}

/** All that is held for these tranches goes back to who paid it. Nothing happens when nothing is held. */
export async function refund(
  tx: TxCtx,
  deal: DealRow,
  tranches: readonly Pick<TrancheRow, "ordinal">[],
  cause: string,
): Promise<{ payoutId: string | null }> {
  const divisions = tranches.map(({ ordinal: tranche }): Division => ({ tranche, refund: "rest" }));
  const moved = await moveMoney(tx, { scope: deal.id, cause, divisions });
  return { payoutId: moved[0]?.payouts[0]?.id ?? null };
}

/** What guards and reactions know of the money. */
export async function moneyFacts(ctx: Ctx, deal: DealRow): Promise<Pick<DealMoney, "intent" | "payouts" | "covered">> {
  return { ...(await priceIn(ctx, deal.id)), payouts: await payoutsOf(ctx, [deal.id]) };
}

/** The paid part of its price. */
export function priceOfDeal(ctx: Ctx, deal: DealRow): Promise<Pick<DealMoney, "intent" | "covered">> {
  return priceIn(ctx, deal.id);
}

/** The money of deals as the asking person may see it: as many questions for many deals as for one. */
export async function moneyOf(ctx: Ctx, deals: readonly DealRow[]): Promise<(deal: DealRow) => DealMoney> {
  const scopes = deals.map(({ id }) => id);
  const whose = (deal: DealRow) => partyRole(deal, ctx.actor) ?? "seller";
  const ownerOf = (deal: DealRow) => ({
    scope: deal.id,
    ownerId: partyOf(deal, whose(deal)),
    chain: chainOf(priceOf(deal).assetId),
  });
  const [prices, payouts, holds, places] = await Promise.all([
    pricesIn(ctx, scopes),
    payoutsOf(ctx, scopes),
    holdsOn(ctx, scopes),
    ownDestinations(ctx, deals.map(ownerOf)),
  ]);
  return (deal) => {
    const place = places(ownerOf(deal));
    return {
      ...prices(deal.id),
      payouts: payouts.filter(({ scope }) => scope === deal.id),
      holds: holds.filter(({ scope }) => scope === deal.id),
      own: partyRole(deal, ctx.actor) && place,
      seller: whose(deal) === "seller" ? (place?.address ?? null) : null,
    };
  };
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
