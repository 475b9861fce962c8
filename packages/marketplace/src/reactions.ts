import { BrokenInvariant, uuidOf } from "@amanat/contracts";
import type { Reactions } from "@amanat/db";
import { startTradeEnd } from "./verbs/end-trading.ts";
import { startInspection } from "./verbs/start-inspection.ts";

function dealOf(payload: { dealId: string }): string {
  const id = uuidOf("deal", payload.dealId);
  if (id === null) throw new BrokenInvariant(`an event names no deal: ${payload.dealId}`);
  return id;
}

/**
 * The marketplace's reactions to events of a purchase, to bans, and to people who go. Each runs in the transaction that removes its delivery, so the effect happens exactly
 * once; a second call changes nothing.
 */
export const REACTIONS = {
  "deal.handover_corrected.v1": (tx, { payload }) => startInspection(tx, { dealId: dealOf(payload) }),
  // When somebody is restricted, and again when the last of their deals has ended: an unpaid one may have put its offer back.
  "user.restricted.v1": (tx, { subjectId }) => startTradeEnd(tx, subjectId),
  "user.banned.v1": (tx, { subjectId }) => startTradeEnd(tx, subjectId),
  "user.left.v1": (tx, { subjectId }) => startTradeEnd(tx, subjectId),
  "deal.delivered.v1": (tx, { payload }) => startInspection(tx, { dealId: dealOf(payload) }),
} as const satisfies Reactions;
