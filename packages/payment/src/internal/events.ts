import { type EventPayload, type EventType, publicId } from "@amanat/contracts";
import type { NewEvent } from "@amanat/db";
import { isOfDeal } from "../rules.ts";
import type { DestinationRow, IntentRow, PartRow, PayoutRow } from "./rows.ts";

type IntentPayload = EventPayload<"payment.awaiting.v1">;
type PayoutEvent =
  | "payout.drafted.v1"
  | "payout.approved.v1"
  | "payout.rejected.v1"
  | "payout.broadcast.v1"
  | "payout.settled.v1"
  | "payout.failed.v1";

type IntentEvent = Extract<EventType, `payment.${string}`>;
/** The fields of one event type beside those that every payment event has. */
type Beside<Type extends IntentEvent> = Omit<EventPayload<Type>, keyof IntentPayload>;

/** One event per agreement that the intent pays for, on the channel of each deal. */
export function intentEvents<Type extends IntentEvent>(type: Type, intent: IntentRow, beside: Beside<Type>): NewEvent[] {
  return [...new Set(intent.parts.map(({ scope }) => scope))].map((scope) => eventIn(type, intent, scope, beside));
}

/** One event per part of the price, with the part's amount. */
export function partEvents(type: "payment.credited.v1", intent: IntentRow, parts: readonly PartRow[]): NewEvent[] {
  return parts.map(({ scope, tranche, amount }) => eventIn(type, intent, scope, { amount: amount.toString(), tranche }));
}

function eventIn<Type extends IntentEvent>(type: Type, intent: IntentRow, scope: string, beside: Beside<Type>): NewEvent {
  const payload = {
    intentId: publicId("intent", intent.id),
    dealId: publicId("deal", scope),
    status: intent.status,
    exception: intent.exception,
    received: intent.received.toString(),
    ...beside,
  };
  return { type, subjectId: intent.id, channels: [`deal:${scope}`], actorRole: "system", payload } as NewEvent;
}

/** Events caused by an admin. All others are the system's. */
const BY_ADMIN: readonly PayoutEvent[] = ["payout.approved.v1", "payout.rejected.v1"];

/** A payout's event: on the deal's channel and for the admins' queue. */
export function payoutEvent(type: PayoutEvent, payout: PayoutRow): NewEvent<PayoutEvent> {
  return {
    type,
    subjectId: payout.id,
    channels: isOfDeal(payout) ? [`deal:${payout.scope}`, "role:admin"] : ["role:admin"],
    actorRole: BY_ADMIN.includes(type) ? "admin" : "system",
    payload: {
      payoutId: publicId("payout", payout.id),
      dealId: isOfDeal(payout) ? publicId("deal", payout.scope) : null,
      kind: payout.kind,
      status: payout.status,
      amount: payout.amount.toString(),
      txHash: payout.txHash,
    },
  };
}

type DestinationEvent =
  | "destination.named.v1"
  | "destination.change_asked.v1"
  | "destination.changed.v1"
  | "destination.change_cancelled.v1";

/**
 * An event about an address for payouts. Its owner is always told; the deal's timeline shows changes, but not the first address. It never
 * carries the address, which the other party may not read.
 */
export function destinationEvent(
  type: DestinationEvent,
  row: DestinationRow,
  { payer, byKey = false }: { payer: boolean; byKey?: boolean },
): NewEvent<DestinationEvent> {
  const kind = payer ? "refund" : "release";
  return {
    type,
    subjectId: row.id,
    channels: [...(type === "destination.named.v1" ? [] : [`deal:${row.scope}`]), `user:${row.ownerId}`],
    payload: { dealId: publicId("deal", row.scope), kind, effectiveAt: row.effectiveAt.toISOString(), byKey },
    actorRole: kind === "refund" ? "buyer" : "seller",
  };
}
