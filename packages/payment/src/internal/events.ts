import { type EventPayload, publicId } from "@amanat/contracts";
import type { NewEvent } from "@amanat/db";
import type { DestinationRow, IntentRow, PayoutRow } from "./rows.ts";

type IntentPayload = EventPayload<"payment.awaiting.v1">;
type PayoutEvent =
  | "payout.drafted.v1"
  | "payout.approved.v1"
  | "payout.rejected.v1"
  | "payout.broadcast.v1"
  | "payout.settled.v1"
  | "payout.failed.v1";

/** What every payment event says of its intent. */
export function intentPayload(intent: IntentRow): IntentPayload {
  return {
    intentId: publicId("intent", intent.id),
    dealId: publicId("deal", intent.scope),
    status: intent.status,
    exception: intent.exception,
    received: intent.received.toString(),
  };
}

/** Subject, channel and author of every payment event: the intent, on its deal's channel, as the network told it. */
export function aboutIntent(intent: IntentRow): { subjectId: string; channels: readonly string[]; actorRole: "system" } {
  return { subjectId: intent.id, channels: [`deal:${intent.scope}`], actorRole: "system" };
}

/** What an admin does to an instruction; everything else about it follows by itself, whoever set it off. */
const BY_ADMIN: readonly PayoutEvent[] = ["payout.approved.v1", "payout.rejected.v1"];

/** An event of an instruction: on the deal's channel, and for the admins who watch the queue. */
export function payoutEvent(type: PayoutEvent, payout: PayoutRow): NewEvent<PayoutEvent> {
  return {
    type,
    subjectId: payout.id,
    channels: payout.unmatchedId === null ? [`deal:${payout.scope}`, "role:admin"] : ["role:admin"],
    actorRole: BY_ADMIN.includes(type) ? "admin" : "system",
    payload: {
      payoutId: publicId("payout", payout.id),
      dealId: payout.unmatchedId === null ? publicId("deal", payout.scope) : null,
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
 * An event of where somebody's money goes: for its owner, and a change for the deal's timeline too. The address itself is nobody
 * else's to read.
 */
export function destinationEvent(
  type: DestinationEvent,
  intent: IntentRow,
  row: DestinationRow,
  byKey = false,
): NewEvent<DestinationEvent> {
  const kind = row.ownerId === intent.payerId ? "refund" : "release";
  return {
    type,
    subjectId: row.id,
    channels: [...(type === "destination.named.v1" ? [] : [`deal:${intent.scope}`]), `user:${row.ownerId}`],
    payload: { dealId: publicId("deal", intent.scope), kind, effectiveAt: row.effectiveAt.toISOString(), byKey },
    actorRole: kind === "refund" ? "buyer" : "seller",
  };
}
