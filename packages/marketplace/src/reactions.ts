import { uuidOf } from "@amanat/contracts";
import type { Reactions } from "@amanat/db";
import { startInspection } from "./verbs/start-inspection.ts";

function dealOf(payload: { dealId: string }): string {
  const id = uuidOf("deal", payload.dealId);
  if (id === null) throw new Error(`an event names no deal: ${payload.dealId}`);
  return id;
}

/**
 * What the marketplace does when something happened to a purchase. Each runs in the transaction that takes its delivery away, so an
 * effect happens exactly once; being called twice does nothing more.
 */
export const REACTIONS = {
  "deal.handover_corrected.v1": (tx, { payload }) => startInspection(tx, { dealId: dealOf(payload) }),
  "deal.delivered.v1": (tx, { payload }) => startInspection(tx, { dealId: dealOf(payload) }),
} as const satisfies Reactions;
