import { uuidOf } from "@amanat/contracts";
import type { Only, Reactions } from "@amanat/db";
import type { DisputePorts } from "./ports.ts";
import { lapseCase } from "./verbs/lapse-case.ts";

/** Of the deals that end, those that ended without their case: their price was lost. */
export const DISPUTE_ONLY = { "deal.cancelled.v1": { cause: "unpaid" } } as const satisfies Only;

/** A case whose deal lost its money has nothing left to decide. */
export function disputeReactions(ports: DisputePorts) {
  return {
    "deal.cancelled.v1": async (tx, { payload }) => {
      const dealId = uuidOf("deal", payload.dealId);
      if (dealId !== null) await lapseCase(tx, { dealId }, ports);
    },
  } as const satisfies Reactions;
}
