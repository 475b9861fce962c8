import {
  type DealDetail,
  type dealMoved,
  dealView,
  type DealView,
  deliveryWishSchema,
  handoverSchema,
  type ProposalView,
  publicId,
} from "@amanat/contracts";
import { type Ctx, reader, setting } from "@amanat/db";
import * as z from "zod";
import { DEFAULTS, nextStep, withoutAddress } from "../rules.ts";
import { standing } from "../standing.ts";
import { moneyOf, NO_MONEY, payoutView } from "./deal-money.ts";
import { people } from "./people.ts";
import { proposalView } from "./proposals.ts";
import type { DealRow } from "./rows.ts";
import { isStaff, partyOf, partyRole } from "./who.ts";

const contestSchema = dealView.shape.contest.unwrap();

/** How often a buyer may contest a delivery, by the operator's setting of now. */
export function contestRounds(ctx: Ctx): Promise<number> {
  return setting(ctx, "deal.contestRounds", z.number().int().min(0).max(10), DEFAULTS.contestRounds);
}

/** What a move answers: enough to act again without another read. */
export function movedView(deal: DealRow): z.infer<typeof dealMoved> {
  return { dealId: publicId("deal", deal.id), status: deal.status, version: deal.version };
}

type Purpose = "pay" | "deliver" | "inspect";
type Timers = {
  /** When a timer that runs is due; a paused one promises nothing, but the time to pay, which stands still for a bounded time. */
  due(purpose: Purpose, dealId: string): Date | null;
  /** Whether it has fired. */
  fired(purpose: Purpose, dealId: string): boolean;
};

async function timersOf(ctx: Ctx, dealIds: readonly string[]): Promise<Timers> {
  const rows = await reader(ctx).deadline.findMany({
    where: { subjectId: { in: [...dealIds] }, purpose: { in: ["pay", "pay_resume", "deliver", "inspect"] } },
    select: { purpose: true, subjectId: true, dueAt: true, status: true, pausedAt: true },
  });
  const timers = new Map(rows.map((row) => [`${row.purpose} ${row.subjectId}`, row]));
  return {
    due: (purpose, dealId) => {
      const row = timers.get(`${purpose} ${dealId}`);
      if (row?.status !== "pending" || row.pausedAt === null) return row?.status === "pending" ? row.dueAt : null;
      const resumes = purpose === "pay" ? timers.get(`pay_resume ${dealId}`) : undefined;
      return resumes?.status === "pending" ? new Date(resumes.dueAt.getTime() + row.dueAt.getTime() - row.pausedAt.getTime()) : null;
    },
    fired: (purpose, dealId) => timers.get(`${purpose} ${dealId}`)?.status === "done",
  };
}

/** What the parties have asked of each other and not answered, by deal. */
async function openProposals(ctx: Ctx, dealIds: readonly string[]): Promise<Map<string, ProposalView[]>> {
  const rows = await reader(ctx).dealProposal.findMany({
    where: { dealId: { in: [...dealIds] }, status: "open" },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const views = new Map<string, ProposalView[]>();
  for (const row of rows) views.set(row.dealId, [...(views.get(row.dealId) ?? []), proposalView(row)]);
  return views;
}

/** Deals as their parties and staff see them, with whose turn it is. The caller has checked that they may. */
export async function viewDeals(ctx: Ctx, deals: readonly DealRow[]): Promise<DealView[]> {
  if (deals.length === 0) return [];
  const person = await people(
    ctx,
    deals.flatMap((deal) => deal.parties.map((party) => party.userId)),
  );
  const ids = deals.map((deal) => deal.id);
  const timers = await timersOf(ctx, ids);
  const proposals = await openProposals(ctx, ids);
  const rounds = await contestRounds(ctx);
  const money = await Promise.all(deals.map((deal) => moneyOf(ctx, deal)));
  return deals.map((deal, index) => {
    const myRole = partyRole(deal, ctx.actor);
    const late = (deal.status === "processing" || deal.status === "delivery") && timers.fired("deliver", deal.id);
    const wish = deliveryWishSchema.parse(deal.delivery);
    const { intent, payouts, own, seller } = money[index] ?? NO_MONEY;
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
      payoutAddress: myRole === "seller" || isStaff(ctx.actor) ? (seller ?? deal.payoutAddress) : null,
      destination: own,
      delivery: myRole === null ? withoutAddress(wish) : wish,
      deliveryDays: deal.deliveryDays,
      handover: deal.handover === null ? null : handoverSchema.parse(deal.handover),
      deliverBy: deal.deliverBy?.toISOString() ?? null,
      cancellableFrom: deal.lateFrom?.toISOString() ?? null,
      late,
      contest: deal.contest === null ? null : contestSchema.parse(deal.contest),
      contestsLeft: Math.max(0, rounds - deal.contests),
      proposals: proposals.get(deal.id) ?? [],
      onHold: deal.onHold,
      standing: standing({ ...deal, intentStatus: intent?.status ?? null, received: intent?.received ?? 0n, payouts }),
      paid: (intent?.received ?? 0n).toString(),
      next: nextStep({
        ...deal,
        late,
        payDueAt: timers.due("pay", deal.id),
        inspectDueAt: timers.due("inspect", deal.id),
        intentStatus: intent?.status ?? null,
        payouts,
      }),
      intentId: intent && publicId("intent", intent.id),
      payouts: payouts.map((payout) => payoutView(payout, ctx.actor)),
      createdAt: deal.createdAt.toISOString(),
      version: deal.version,
    };
  });
}

/** One deal with the brief and the note it was agreed on. Neither request nor offer changes once there is a deal. */
export async function viewDeal(ctx: Ctx, deal: DealRow): Promise<DealDetail> {
  const db = reader(ctx);
  const [[view], request, offer] = await Promise.all([
    viewDeals(ctx, [deal]),
    db.request.findUniqueOrThrow({ where: { id: deal.requestId }, select: { description: true, productType: true } }),
    db.offer.findUniqueOrThrow({ where: { id: deal.offerId }, select: { notes: true } }),
  ]);
  if (!view) throw new Error("one deal, one view");
  return { ...view, productType: request.productType, brief: request.description, offerNote: offer.notes };
}
