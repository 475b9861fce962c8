import { deliveryWishSchema, handoverSchema, type KindDetail, type KindView, publicId, purchaseView as shown } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";
import type { DealRow, ViewFacts } from "@amanat/deals";
import { nextStep, withoutAddress } from "../rules.ts";
import { standing } from "../standing.ts";
import type { PurchaseTerms } from "./rows.ts";

const contestSchema = shown.contest.unwrap();

/** A purchase's own part of a deal's view: terms, next step and standing. */
export function purchaseView(facts: ViewFacts<PurchaseTerms, "purchase">): KindView<"purchase"> {
  const { deal, terms, money, role, onHold, due } = facts;
  const late = (deal.status === "processing" || deal.status === "delivery") && facts.fired("deliver");
  const wish = deliveryWishSchema.parse(terms.delivery);
  const { intent, payouts, seller } = money;
  return {
    requestId: publicId("request", terms.requestId),
    offerId: publicId("offer", terms.offerId),
    payoutAddress: role === "seller" || facts.staff ? (seller ?? terms.payoutAddress) : null,
    delivery: role === null ? withoutAddress(wish) : wish,
    deliveryDays: terms.deliveryDays,
    handover: terms.handover === null ? null : handoverSchema.parse(terms.handover),
    deliverBy: terms.deliverBy?.toISOString() ?? null,
    cancellableFrom: terms.lateFrom?.toISOString() ?? null,
    late,
    contest: terms.contest === null ? null : contestSchema.parse(terms.contest),
    contestsLeft: Math.max(0, terms.contestRounds - terms.contests),
    standing: standing({
      status: deal.status,
      contests: terms.contests,
      onHold,
      intentStatus: intent?.status ?? null,
      received: intent?.received ?? 0n,
      payouts,
    }),
    next: nextStep({
      status: deal.status,
      onHold,
      holdUntil: money.holds.find(({ until }) => until !== null)?.until ?? null,
      deliverBy: terms.deliverBy,
      late,
      payDueAt: due("pay"),
      repayDueAt: due("repay"),
      inspectDueAt: due("inspect"),
      intentStatus: intent?.status ?? null,
      payouts,
    }),
  };
}

/** The brief and note a purchase was agreed on. Neither changes once there is a deal. */
export async function purchaseWords(ctx: Ctx, deal: DealRow): Promise<KindDetail<"purchase">> {
  const db = reader(ctx);
  const { requestId, offerId } = await db.purchase.findUniqueOrThrow({ where: { dealId: deal.id } });
  const [request, offer] = await Promise.all([
    db.request.findUniqueOrThrow({ where: { id: requestId }, select: { description: true, productType: true } }),
    db.offer.findUniqueOrThrow({ where: { id: offerId }, select: { notes: true } }),
  ]);
  return { productType: request.productType, brief: request.description, offerNote: offer.notes };
}
