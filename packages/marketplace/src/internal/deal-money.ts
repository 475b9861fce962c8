import { type Actor, type DealView, publicId } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { intentOf, type IntentSummary, ownDestination, payoutsOf, type PayoutSummary } from "@amanat/payment";
import type { DealRow } from "./rows.ts";
import { isStaff, partyOf, partyRole, userIdOf } from "./who.ts";

/** A deal's money as one person may see it. */
export type DealMoney = {
  intent: IntentSummary | null;
  payouts: readonly PayoutSummary[];
  /** Where the asking party's money goes, and where the seller's does. */
  own: DealView["destination"];
  seller: string | null;
};

export const NO_MONEY: DealMoney = { intent: null, payouts: [], own: null, seller: null };

export async function moneyOf(ctx: Ctx, deal: DealRow): Promise<DealMoney> {
  const intent = await intentOf(ctx, deal.id);
  const role = partyRole(deal, ctx.actor);
  const whose = role ?? "seller";
  const place = await ownDestination(ctx, { scope: deal.id, ownerId: partyOf(deal, whose) });
  return {
    intent,
    payouts: await payoutsOf(ctx, deal.id),
    own: role && place,
    seller: whose === "seller" ? (place?.address ?? null) : null,
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
