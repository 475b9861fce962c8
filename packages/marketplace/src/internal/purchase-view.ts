import {
  BrokenInvariant,
  deliveryWishSchema,
  handoverSchema,
  type KindDetail,
  type KindView,
  publicId,
  purchaseView as shown,
} from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";
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
  const [words] = await rowsOf<KindDetail<"purchase">>(
    ctx,
    Prisma.sql`
      SELECT r."productType", r."description" AS "brief", o."notes" AS "offerNote"
      FROM "Purchase" p JOIN "Request" r ON r."id" = p."requestId" JOIN "Offer" o ON o."id" = p."offerId"
      WHERE p."dealId" = ${deal.id}::uuid`,
  );
  if (!words) throw new BrokenInvariant("a purchase without its request or its offer");
  return words;
}
