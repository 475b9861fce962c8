import { type DestinationView, keepDestinationInput, parsed } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { paysIn, viewPlace } from "../internal/destinations.ts";
import { destinationEvent } from "../internal/events.ts";
import { endDestination } from "../internal/write-rows.ts";
import { ownPlace } from "./change-destination.ts";

/**
 * Takes back a change of address that waits: the one that counts goes on counting. Needs no proof, since it only stops what needed one.
 *
 * - Who: the owner of the money, in person.
 * - From: a change waits. Two at once, replay, and after its date: nothing waits any more, and the answer is what counts.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also: not a party), INVALID_STATE (none named yet), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function keepDestination(ctx: Ctx, input: z.input<typeof keepDestinationInput>): Promise<DestinationView> {
  requireUser(ctx.actor);
  const asked = parsed(keepDestinationInput, input);
  return oncePerKey(ctx, "payment.keepDestination", asked, async (tx) => {
    const { scope, ownerId, place } = await ownPlace(tx, asked.dealId);
    if (place.change) {
      const ended = await endDestination(tx, place.change, { cancelledAt: await now(tx) });
      await closeDeadline(tx, { purpose: "destination", subjectId: ended.id });
      await audit(tx, { action: "destination.keep", subjectKind: "destination", subjectId: ended.id, payload: { scope: ended.scope } });
      await appendEvents(tx, [destinationEvent("destination.change_cancelled.v1", ended, { payer: paysIn(scope.intents, ownerId) })]);
    }
    return viewPlace(asked.dealId, { address: place.address, change: null });
  });
}
