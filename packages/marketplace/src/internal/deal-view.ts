import { type dealMoved, type DealView, deliveryWishSchema, handoverSchema, publicId } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";
import { intentOf, type IntentSummary, payoutsOf, type PayoutSummary } from "@amanat/payment";
import type * as z from "zod";
import { nextStep, withoutAddress } from "../rules.ts";
import { people } from "./people.ts";
import type { DealRow } from "./rows.ts";
import { isStaff, partyOf, partyRole } from "./who.ts";

/** What a move answers: enough to act again without another read. */
export function movedView(deal: DealRow): z.infer<typeof dealMoved> {
  return { dealId: publicId("deal", deal.id), status: deal.status, version: deal.version };
}

/** Due times of the timers that run; a paused timer promises nothing. */
async function runningTimers(ctx: Ctx, dealIds: readonly string[]): Promise<(purpose: "pay" | "inspect", dealId: string) => Date | null> {
  const rows = await reader(ctx).deadline.findMany({
    where: { subjectId: { in: [...dealIds] }, purpose: { in: ["pay", "inspect"] }, status: "pending", pausedAt: null },
    select: { purpose: true, subjectId: true, dueAt: true },
  });
  const due = new Map(rows.map((row) => [`${row.purpose} ${row.subjectId}`, row.dueAt]));
  return (purpose, dealId) => due.get(`${purpose} ${dealId}`) ?? null;
}

type Money = { intent: IntentSummary | null; payouts: readonly PayoutSummary[] };

async function moneyOf(ctx: Ctx, dealId: string): Promise<Money> {
  const intent = await intentOf(ctx, dealId);
  return { intent, payouts: await payoutsOf(ctx, dealId) };
}

/** Deals as their parties and staff see them, with whose turn it is. The caller has checked that they may. */
export async function viewDeals(ctx: Ctx, deals: readonly DealRow[]): Promise<DealView[]> {
  if (deals.length === 0) return [];
  const person = await people(
    ctx,
    deals.flatMap((deal) => deal.parties.map((party) => party.userId)),
  );
  const due = await runningTimers(
    ctx,
    deals.map((deal) => deal.id),
  );
  const money = await Promise.all(deals.map((deal) => moneyOf(ctx, deal.id)));
  return deals.map((deal, index) => {
    const myRole = partyRole(deal, ctx.actor);
    const wish = deliveryWishSchema.parse(deal.delivery);
    const { intent, payouts } = money[index] ?? { intent: null, payouts: [] };
    return {
      id: publicId("deal", deal.id),
      kind: deal.kind,
      status: deal.status,
      requestId: publicId("request", deal.requestId),
      offerId: publicId("offer", deal.offerId),
      title: deal.title,
      buyer: person(partyOf(deal, "buyer")),
      seller: person(partyOf(deal, "seller")),
      myRole,
      asset: deal.assetId,
      price: deal.price.toString(),
      feeBps: deal.feeBps,
      fee: deal.fee.toString(),
      sellerReceives: (deal.price - deal.fee).toString(),
      payoutAddress: myRole === "seller" || isStaff(ctx.actor) ? deal.payoutAddress : null,
      delivery: myRole === null ? withoutAddress(wish) : wish,
      deliveryDays: deal.deliveryDays,
      handover: deal.handover === null ? null : handoverSchema.parse(deal.handover),
      onHold: deal.onHold,
      next: nextStep({
        ...deal,
        payDueAt: due("pay", deal.id),
        inspectDueAt: due("inspect", deal.id),
        intentStatus: intent?.status ?? null,
        payouts,
      }),
      intentId: intent && publicId("intent", intent.id),
      payouts: payouts.map((payout) => ({ ...payout, id: publicId("payout", payout.id), amount: payout.amount.toString() })),
      createdAt: deal.createdAt.toISOString(),
      version: deal.version,
    };
  });
}
