import { type CaseRole, type EventRole, publicId } from "@amanat/contracts";
import type { Json, NewEvent } from "@amanat/db";
import { forUser } from "@amanat/deals";
import type { CaseRow } from "./rows.ts";

export type CaseEvent = Extract<NewEvent["type"], `dispute.${string}`>;

/** Who acts, as timelines name it. */
const ROLES = { buyer: "buyer", seller: "seller", mediator: "resolver", system: "system" } as const satisfies Record<CaseRole, EventRole>;

/** An event of a case: to its deal's channel, to both sides' own, to its mediator, and to the rooms of those who rule. */
export function caseEvent(type: CaseEvent, row: CaseRow, by: CaseRole, extra: Readonly<Record<string, Json>> = {}): NewEvent {
  const people = [row.buyerId, row.sellerId, ...(row.mediatorId === null ? [] : [row.mediatorId])].map(forUser);
  const event = {
    type,
    subjectId: row.id,
    payload: { caseId: publicId("case", row.id), dealId: publicId("deal", row.dealId), status: row.status, version: row.version, ...extra },
    channels: [`deal:${row.dealId}`, ...people, "role:resolver", "role:admin"],
    actorRole: ROLES[by],
  };
  // One object type for many event types: `appendEvents` parses each payload against its own schema.
  return event as NewEvent;
}

export const movedCase = (row: CaseRow): { caseId: string; dealId: string; status: CaseRow["status"]; version: number } => ({
  caseId: publicId("case", row.id),
  dealId: publicId("deal", row.dealId),
  status: row.status,
  version: row.version,
});
