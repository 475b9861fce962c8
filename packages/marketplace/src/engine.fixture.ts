import { type DealDetail, EVENTS, type EventType } from "@amanat/contracts";
import { type Consumer, type Ctx, runTimer, type TxCtx } from "@amanat/db";
import * as deals from "@amanat/deals";
import { PAYMENT_TIMERS } from "@amanat/payment";
import { proved } from "@amanat/testing";
import { MARKETPLACE_TIMERS, myTurn as turnOf, PURCHASE, REACTIONS } from "./index.ts";

const KINDS = { purchase: PURCHASE } as const;

/** The engine's verbs and reads, for the one kind there is here. */
export const getDeal = (ctx: Ctx, input: Parameters<typeof deals.getDeal>[1]) =>
  deals.getDeal(ctx, input, KINDS) as Promise<DealDetail<"purchase">>;
export const listDeals = (ctx: Ctx, input: Parameters<typeof deals.listDeals>[1]) => deals.listDeals(ctx, input, KINDS);
export const cancelDeal = (ctx: Ctx, input: Parameters<typeof deals.cancelDeal>[1]) => deals.cancelDeal(ctx, input, KINDS);
export const confirmDeal = (ctx: Ctx, input: Parameters<typeof deals.confirmDeal>[1]) => deals.confirmDeal(ctx, input, KINDS);
export const proposeDealChange = (ctx: Ctx, input: Parameters<typeof deals.proposeDealChange>[1]) =>
  deals.proposeDealChange(ctx, input, KINDS);
export const answerDealChange = (ctx: Ctx, input: Parameters<typeof deals.answerDealChange>[1]) =>
  deals.answerDealChange(ctx, input, KINDS);
export const withdrawDealChange = (ctx: Ctx, input: Parameters<typeof deals.withdrawDealChange>[1]) =>
  deals.withdrawDealChange(ctx, input, KINDS);
export const myTurn = (ctx: Ctx) => turnOf(ctx, KINDS);
export const { dealTimeline } = deals;

/** Whoever reacts to what happens to a purchase. */
export const CONSUMERS: readonly Consumer[] = [
  { name: "deals", from: "beginning", reactions: deals.dealReactions(KINDS) },
  { name: "marketplace", from: "beginning", reactions: REACTIONS },
];

/** An event as it is stored. */
export type Told = { type: string; subjectId: string; payload: unknown };
type Untyped = Partial<Record<string, (tx: TxCtx, event: Told) => Promise<void>>>;

/** Runs the reactions to an event, if there are any. */
export async function react(tx: TxCtx, { type, subjectId, payload }: Told): Promise<void> {
  for (const { reactions } of CONSUMERS) {
    const reaction = (reactions as Untyped)[type];
    await reaction?.(tx, { type, subjectId, payload: EVENTS[type as EventType].parse(payload) });
  }
}

/** Does what a due deadline says. */
export function runDueDeadline(ctx: Ctx, deadline: Parameters<typeof runTimer>[2]): Promise<void> {
  return runTimer(ctx, { ...deals.dealTimers(KINDS), ...MARKETPLACE_TIMERS, ...PAYMENT_TIMERS }, deadline);
}

/** The buyer confirms, and proves to be there when asked. */
export function confirm(ctx: Ctx, input: Parameters<typeof confirmDeal>[1]) {
  return proved(ctx, (asked) => confirmDeal(asked, input));
}

/** A party proposes, and proves to be there when asked. */
export function propose(ctx: Ctx, input: Parameters<typeof proposeDealChange>[1]) {
  return proved(ctx, (asked) => proposeDealChange(asked, input));
}

/** A party answers, and proves to be there when asked. */
export function answer(ctx: Ctx, input: Parameters<typeof answerDealChange>[1]) {
  return proved(ctx, (asked) => answerDealChange(asked, input));
}
