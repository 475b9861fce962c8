import { EVENTS, uuidOf } from "@amanat/contracts";
import type { Reaction } from "@amanat/deals";
import { startInspection } from "./verbs/start-inspection.ts";

function dealOf(payload: { dealId: string }): string {
  const id = uuidOf("deal", payload.dealId);
  if (id === null) throw new Error(`an event names no deal: ${payload.dealId}`);
  return id;
}

/**
 * What the marketplace does when something happened to a purchase. The worker calls each in the transaction that marks the event as
 * handled, so an effect happens exactly once; being called twice does nothing more.
 */
export const REACTIONS = {
  "deal.handover_corrected.v1": (tx, event) =>
    startInspection(tx, { dealId: dealOf(EVENTS["deal.handover_corrected.v1"].parse(event.payload)) }),
  "deal.delivered.v1": (tx, event) => startInspection(tx, { dealId: dealOf(EVENTS["deal.delivered.v1"].parse(event.payload)) }),
} as const satisfies Record<string, Reaction>;
