import { changeDestinationInput, type DestinationView, DomainError, uuidOf } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { askForChange, destinationNow, viewPlace } from "../internal/destinations.ts";
import { parse } from "../internal/parse.ts";
import { type IntentRow, lockIntentOf } from "../internal/rows.ts";
import type { PayInPorts } from "../ports.ts";
import { railOf } from "../rails.ts";
import type { Place } from "../rules.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * Another address for a person's money of one deal: a buyer's refunds, a seller's payout. The new one is proved for, waits
 * (`payment.destinationWaitHours`, 72), and is told to its owner and to the timeline; until its date the old one counts, and what is approved
 * by then is paid there.
 *
 * - Who: the deal's buyer or seller, for their own money, in person: no API key may.
 * - From: any state in which an address counts; the first is named with `openIntent` or with the offer.
 * - Two at once: one after the other; the later takes the earlier's place and waits its whole time. The address that counts, or
 *   already waits, changes nothing.
 * - Replay: with the same Idempotency-Key the stored answer; without one, the same waiting change.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (ours, or nobody's), NOT_FOUND (also: not a party), INVALID_STATE (none named yet),
 * STEP_UP_REQUIRED, NOT_SUPPORTED (other chain), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changeDestination(
  ctx: Ctx,
  input: z.input<typeof changeDestinationInput>,
  ports: PayInPorts,
): Promise<DestinationView> {
  requireUser(ctx.actor);
  const asked = parse(changeDestinationInput, input);
  return oncePerKey(ctx, "payment.changeDestination", asked, async (tx) => {
    const { intent, ownerId, place } = await ownPlace(tx, asked.dealId);
    if (asked.address === place.address || asked.address === place.change?.address) return viewPlace(asked.dealId, place);
    await refuseUnfit(tx, intent, asked.address, ports);
    await requireStepUp(tx, {
      action: "destination.change",
      subject: asked.dealId,
      amount: null,
      asset: intent.assetId,
      destination: asked.address,
    });
    return viewPlace(asked.dealId, await askForChange(tx, intent, { place, ownerId, address: asked.address }));
  });
}

/** The locked intent of a deal, and the asking party's own address in it. Errors: NOT_FOUND, INVALID_STATE. */
export async function ownPlace(tx: TxCtx, dealId: string): Promise<{ intent: IntentRow; ownerId: string; place: Place }> {
  const { userId: ownerId } = requireUser(tx.actor);
  const scope = uuidOf("deal", dealId);
  const intent = scope === null ? null : await lockIntentOf(tx, scope);
  if (!intent || (intent.payerId !== ownerId && intent.payeeId !== ownerId)) throw new DomainError("NOT_FOUND");
  const place = await destinationNow(tx, { scope: intent.scope, ownerId });
  if (!place) throw new DomainError("INVALID_STATE");
  return { intent, ownerId, place };
}

/** Errors: NOT_SUPPORTED, VALIDATION_ERROR: nobody's address, or one of ours. */
export async function refuseUnfit(tx: TxCtx, intent: IntentRow, address: string, ports: PayInPorts): Promise<void> {
  railOf(ports.rails, intent.chain);
  await refuseOurAddress(tx, address, { rails: ports.rails, path: "address" });
}
