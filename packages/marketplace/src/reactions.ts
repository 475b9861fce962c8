import { EVENTS, type EventType, uuidOf } from "@amanat/contracts";
import { type Event, pauseDeadline, requireSystem, resumeDeadline, type TxCtx } from "@amanat/db";
import { fundDeal } from "./verbs/fund-deal.ts";
import { settleRefund } from "./verbs/settle-refund.ts";
import { startInspection } from "./verbs/start-inspection.ts";

/** The part of an outbox row a reaction reads. */
export type OutboxEvent = Pick<Event, "type" | "subjectId" | "payload">;
export type Reaction = (tx: TxCtx, event: OutboxEvent) => Promise<void>;

function dealOf(payload: { dealId: string }): string {
  const id = uuidOf("deal", payload.dealId);
  if (id === null) throw new Error(`an event names no deal: ${payload.dealId}`);
  return id;
}

/** Money was seen: the time to pay stands still, and no timer ends the deal under the buyer. */
async function stopPayClock(tx: TxCtx, subjectId: string): Promise<void> {
  requireSystem(tx.actor);
  await pauseDeadline(tx, { purpose: "pay", subjectId });
}

/** What was seen is gone or worth nothing: the clock runs on with what was left of it. */
async function runPayClock(tx: TxCtx, subjectId: string): Promise<void> {
  requireSystem(tx.actor);
  await resumeDeadline(tx, { purpose: "pay", subjectId });
}

/**
 * What the marketplace does when something happened elsewhere. The worker calls each in the transaction
 * that marks the event as handled, so an effect happens exactly once; being called twice does nothing more.
 */
export const REACTIONS = {
  "payment.detected.v1": (tx, event) => stopPayClock(tx, dealOf(EVENTS["payment.detected.v1"].parse(event.payload))),
  "payment.reorged.v1": (tx, event) => runPayClock(tx, dealOf(EVENTS["payment.reorged.v1"].parse(event.payload))),
  "payment.rejected.v1": (tx, event) => runPayClock(tx, dealOf(EVENTS["payment.rejected.v1"].parse(event.payload))),
  "payment.credited.v1": (tx, event) => {
    const payload = EVENTS["payment.credited.v1"].parse(event.payload);
    return fundDeal(tx, { dealId: dealOf(payload), amount: BigInt(payload.amount) });
  },
  "payout.settled.v1": async (tx, event) => {
    const payload = EVENTS["payout.settled.v1"].parse(event.payload);
    if (payload.kind === "refund") await settleRefund(tx, { dealId: dealOf(payload) });
  },
  "deal.delivered.v1": (tx, event) => startInspection(tx, { dealId: dealOf(EVENTS["deal.delivered.v1"].parse(event.payload)) }),
} as const satisfies Partial<Record<EventType, Reaction>>;

function isReacting(type: string): type is keyof typeof REACTIONS {
  return Object.hasOwn(REACTIONS, type);
}

/** Runs the reaction to an event, if there is one. Errors: FORBIDDEN (not the system), NOT_FOUND. */
export async function reactToPayment(tx: TxCtx, event: OutboxEvent): Promise<void> {
  if (isReacting(event.type)) await REACTIONS[event.type](tx, event);
}
