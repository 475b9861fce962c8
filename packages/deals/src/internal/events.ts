import { type CancelCause, type EventRole, publicId } from "@amanat/contracts";
import type { Json, Mover, NewEvent } from "@amanat/db";
import type { DealRow } from "./rows.ts";

/** In what capacity an event was caused, as timelines name it. */
export function roleOf(by: Mover): EventRole {
  return by === "timer" ? "system" : by;
}

/** The channel of one person. */
export function forUser(userId: string): string {
  return `user:${userId}`;
}

export type DealEvent = Extract<NewEvent["type"], `deal.${string}`>;

/**
 * How a move is recorded: its event, and the action of its audit entry. `listed: false` when nothing that a list of deals shows changes:
 * the event then goes only to the deal's channel, and not to its parties' own. `cause` where the move itself is the reason.
 */
export type MoveRecord = { readonly event: DealEvent; readonly action: string; readonly listed?: false; readonly cause?: CancelCause };

/** An event of a deal: to the deal's channel and, where lists show the change, to its parties' own. */
export function dealEvent(
  { event: type, listed, cause }: Pick<MoveRecord, "event" | "listed" | "cause">,
  deal: DealRow,
  by: Mover,
  extra: Readonly<Record<string, Json>> = {},
): NewEvent {
  const lists = listed === false ? [] : [...new Set(deal.parties.map(({ userId }) => forUser(userId)))];
  const event = {
    type,
    subjectId: deal.id,
    payload: { dealId: publicId("deal", deal.id), status: deal.status, version: deal.version, ...(cause && { cause }), ...extra },
    channels: [`deal:${deal.id}`, ...lists],
    actorRole: roleOf(by),
  };
  // One object type for many event types: `appendEvents` parses each payload against its own schema.
  return event as NewEvent;
}
