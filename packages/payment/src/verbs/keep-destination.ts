import { type DestinationView, keepDestinationInput, parsed } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { paysIn, destinationView } from "../internal/destinations.ts";
import { destinationEvent } from "../internal/events.ts";
import { endDestination } from "../internal/write-rows.ts";
import { lockOwnDestination } from "./change-destination.ts";

/**
 * Cancels a waiting change of address: the current address stays. Needs no proof of presence, because it only stops a change that had one.
 *
 * - Who: the owner of the money, in person.
 * - From: a change is waiting. Two at once, replay, and after its date: nothing is waiting, and the answer is the current address.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also: not a party), INVALID_STATE (none named yet), IDEMPOTENCY_CONFLICT,
 * BUSY.
 */
export async function keepDestination(ctx: Ctx, input: z.input<typeof keepDestinationInput>): Promise<DestinationView> {
  requireUser(ctx.actor);
  const command = parsed(keepDestinationInput, input);
  return oncePerKey(ctx, "payment.keepDestination", command, async (tx) => {
    const { agreement, owner, current } = await lockOwnDestination(tx, command);
    if (current.change) {
      const ended = await endDestination(tx, current.change, { cancelledAt: await now(tx) });
      await closeDeadline(tx, { purpose: "destination", subjectId: ended.id });
      await audit(tx, { action: "destination.keep", subjectKind: "destination", subjectId: ended.id, payload: { scope: ended.scope } });
      await appendEvents(tx, [
        destinationEvent("destination.change_cancelled.v1", ended, { payer: paysIn(agreement.intents, owner.ownerId) }),
      ]);
    }
    return destinationView(command.dealId, owner.chain, { address: current.address, change: null });
  });
}
