import { changeDestinationInput, type DestinationView, DomainError, parsed, uuidOf } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { askForChange, destinationNow, viewPlace } from "../internal/destinations.ts";
import { lockScope, type Scope } from "../internal/rows.ts";
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
  const asked = parsed(changeDestinationInput, input);
  return oncePerKey(ctx, "payment.changeDestination", asked, async (tx) => {
    const { scope, ownerId, place } = await ownPlace(tx, asked.dealId);
    if (asked.address === place.address || asked.address === place.change?.address) return viewPlace(asked.dealId, place);
    await refuseUnfit(tx, scope, asked.address, ports);
    await requireStepUp(tx, {
      action: "destination.change",
      subject: asked.dealId,
      amount: null,
      asset: assetIn(scope),
      destination: asked.address,
    });
    return viewPlace(asked.dealId, await askForChange(tx, scope, { place, ownerId, address: asked.address }));
  });
}

/** The locked money of a deal, and the asking party's own address in it. Errors: NOT_FOUND, INVALID_STATE. */
export async function ownPlace(tx: TxCtx, dealId: string): Promise<{ scope: Scope; ownerId: string; place: Place }> {
  const { userId: ownerId } = requireUser(tx.actor);
  const id = uuidOf("deal", dealId);
  const scope = id === null ? null : await lockScope(tx, id);
  if (!scope?.escrow.parties.includes(ownerId)) throw new DomainError("NOT_FOUND");
  const place = await destinationNow(tx, { scope: scope.escrow.scope, ownerId });
  if (!place) throw new DomainError("INVALID_STATE");
  return { scope, ownerId, place };
}

/** The asset of an agreement, for a proof of presence to name: its newest intent's. */
export function assetIn({ intents }: Scope): string | null {
  return intents.at(-1)?.assetId ?? null;
}

/** Errors: NOT_SUPPORTED, VALIDATION_ERROR: nobody's address, or one of ours. */
export async function refuseUnfit(tx: TxCtx, { intents }: Scope, address: string, ports: PayInPorts): Promise<void> {
  for (const { chain } of intents) railOf(ports.rails, chain);
  await refuseOurAddress(tx, address, { rails: ports.rails, path: "address" });
}
