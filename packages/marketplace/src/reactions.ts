import { BrokenInvariant, uuidOf } from "@amanat/contracts";
import type { Reactions } from "@amanat/db";
import { startInspection } from "./verbs/start-inspection.ts";

function dealOf(payload: { dealId: string }): string {
  const id = uuidOf("deal", payload.dealId);
  if (id === null) throw new BrokenInvariant(`an event names no deal: ${payload.dealId}`);
  return id;
}

/**
 * The marketplace's reactions to events of a purchase. Each runs in the transaction that removes its delivery, so the effect happens exactly
 * once; a second call changes nothing.
 */
export const REACTIONS = {
  "deal.handover_corrected.v1": (tx, { payload }) => startInspection(tx, { dealId: dealOf(payload) }),
  "deal.delivered.v1": (tx, { payload }) => startInspection(tx, { dealId: dealOf(payload) }),
} as const satisfies Reactions;
