import { type EventRole, publicId } from "@amanat/contracts";
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

export type DealNews = Exclude<Extract<NewEvent["type"], `deal.${string}`>, `deal.ruling_${string}`>;

/** News that only concerns whoever looks at the deal; lists of deals change with all others. */
const FOR_THE_PAGE: readonly DealNews[] = ["deal.delivery_started.v1", "deal.delivered.v1", "deal.inspection_started.v1"];

/** News of a ruling, for those who can act on it: the parties hear of what was decided. */
export function rulingNews(type: "deal.ruling_proposed.v1" | "deal.ruling_declined.v1", deal: DealRow, rulingId: string): NewEvent {
  const payload = { dealId: publicId("deal", deal.id), rulingId: publicId("ruling", rulingId) };
  return { type, subjectId: deal.id, payload, channels: ["role:admin", "role:guard", "role:resolver"], actorRole: "admin" };
}

/** News of a deal, to whoever looks at it and to its parties' lists. */
export function dealNews(type: DealNews, deal: DealRow, by: Mover, extra: Readonly<Record<string, Json>> = {}): NewEvent {
  const lists = FOR_THE_PAGE.includes(type) ? [] : [...new Set(deal.parties.map(({ userId }) => forUser(userId)))];
  const event = {
    type,
    subjectId: deal.id,
    payload: { dealId: publicId("deal", deal.id), status: deal.status, version: deal.version, ...extra },
    channels: [`deal:${deal.id}`, ...lists],
    actorRole: roleOf(by),
  };
  // One object type for many event types: `appendEvents` parses each payload against its own schema.
  return event as NewEvent;
}
