import { changeDestinationInput, type DestinationView, DomainError, parsed, uuidOf } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { requestChange, destinationNow, destinationView } from "../internal/destinations.ts";
import { lockAgreement, type Agreement } from "../internal/rows.ts";
import type { PayInPorts } from "../ports.ts";
import { railOf } from "../rails.ts";
import type { Destination } from "../rules.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * Replaces the address at which a person is paid in one deal: a buyer's refunds, a seller's payout. The new address becomes current
 * after a waiting time (`payment.destinationWaitHours`, 72). Until then the old one stays current, and payouts approved by then go there.
 * The owner is told, and the timeline shows the change.
 *
 * - Who: the deal's buyer or seller, for their own money, in person (no API key), with a proof of presence.
 * - From: any state in which a first address is named (`openIntent`, `submitOffer`).
 * - Two at once: one after the other; the later one replaces the earlier change and waits its full time. An address that is current or
 *   already waiting changes nothing.
 * - Replay: with the same Idempotency-Key the stored answer; without one the same waiting change.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (one of ours, or unusable), NOT_FOUND (also: not a party), INVALID_STATE (none named
 * yet), STEP_UP_REQUIRED, NOT_SUPPORTED (the chain is not in use), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changeDestination(
  ctx: Ctx,
  input: z.input<typeof changeDestinationInput>,
  ports: PayInPorts,
): Promise<DestinationView> {
  requireUser(ctx.actor);
  const command = parsed(changeDestinationInput, input);
  return oncePerKey(ctx, "payment.changeDestination", command, async (tx) => {
    const { agreement, ownerId, current } = await lockOwnDestination(tx, command.dealId);
    if (command.address === current.address || command.address === current.change?.address) return destinationView(command.dealId, current);
    await refuseUnusableAddress(tx, agreement, command.address, ports);
    await requireStepUp(tx, {
      action: "destination.change",
      subject: command.dealId,
      amount: null,
      asset: assetIn(agreement),
      destination: command.address,
    });
    return destinationView(command.dealId, await requestChange(tx, agreement, { current, ownerId, address: command.address }));
  });
}

/** Locks a deal's money and finds the caller's own address in it. Errors: NOT_FOUND, INVALID_STATE (none named yet). */
export async function lockOwnDestination(
  tx: TxCtx,
  dealId: string,
): Promise<{ agreement: Agreement; ownerId: string; current: Destination }> {
  const { userId: ownerId } = requireUser(tx.actor);
  const id = uuidOf("deal", dealId);
  const agreement = id === null ? null : await lockAgreement(tx, id);
  if (!agreement?.escrow.parties.includes(ownerId)) throw new DomainError("NOT_FOUND");
  const current = await destinationNow(tx, { scope: agreement.escrow.scope, ownerId });
  if (!current) throw new DomainError("INVALID_STATE");
  return { agreement, ownerId, current };
}

/** The asset of an agreement's newest intent, named in the proof of presence. */
export function assetIn({ intents }: Agreement): string | null {
  return intents.at(-1)?.assetId ?? null;
}

/** Errors: NOT_SUPPORTED (the chain is not in use), VALIDATION_ERROR (one of our addresses). */
export async function refuseUnusableAddress(tx: TxCtx, { intents }: Agreement, address: string, ports: PayInPorts): Promise<void> {
  for (const { chain } of intents) railOf(ports.rails, chain);
  await refuseOurAddress(tx, address, { rails: ports.rails, path: "address" });
}
