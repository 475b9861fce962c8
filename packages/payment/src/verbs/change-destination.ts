import { changeDestinationInput, type DestinationView, DomainError, parsed, uuidOf } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { chainsNamed, destinationNow, destinationView, type Owner, requestChange } from "../internal/destinations.ts";
import { lockAgreement, type Agreement } from "../internal/rows.ts";
import type { PayInPorts } from "../ports.ts";
import { railOf } from "../rails.ts";
import type { Destination } from "../rules.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * Replaces the address at which a person is paid in one deal on one chain: a buyer's refunds, a seller's payout. The new address becomes current
 * after a waiting time (`payment.destinationWaitHours`, 72). Until then the old one stays current, and payouts approved by then go there.
 * The owner is told, and the timeline shows the change.
 *
 * - Who: the deal's buyer or seller, for their own money, in person (no API key), with a proof of presence.
 * - From: any state in which a first address is named (`openIntent`, `submitOffer`).
 * - Two at once: one after the other; the later one replaces the earlier change and waits its full time. An address that is current or
 *   already waiting changes nothing.
 * - Replay: with the same Idempotency-Key the stored answer; without one the same waiting change.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (one of ours, or unusable; no chain named where there are several), NOT_FOUND (also: not a party), INVALID_STATE (none named
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
    const { agreement, owner, current } = await lockOwnDestination(tx, command);
    const { dealId, address } = command;
    if (address === current.address || address === current.change?.address) return destinationView(dealId, owner.chain, current);
    await refuseUnusableAddress(tx, owner.chain, address, ports);
    const asset = assetOn(agreement, owner.chain);
    await requireStepUp(tx, { action: "destination.change", subject: dealId, amount: null, asset, destination: address });
    return destinationView(dealId, owner.chain, await requestChange(tx, agreement, { current, owner, address }));
  });
}

/**
 * Locks a deal's money and finds the caller's own address in it, on the chain they name or on the only one there is.
 * Errors: NOT_FOUND, INVALID_STATE (none named yet), VALIDATION_ERROR (`required`: there are several chains).
 */
export async function lockOwnDestination(
  tx: TxCtx,
  { dealId, chain }: { dealId: string; chain?: string | undefined },
): Promise<{ agreement: Agreement; owner: Owner; current: Destination }> {
  const { userId: ownerId } = requireUser(tx.actor);
  const id = uuidOf("deal", dealId);
  const agreement = id === null ? null : await lockAgreement(tx, id);
  if (!agreement?.escrow.parties.includes(ownerId)) throw new DomainError("NOT_FOUND");
  const { scope } = agreement.escrow;
  const named = await chainsNamed(tx, { scope, ownerId });
  if (chain === undefined && named.length > 1)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "chain", code: "required" }] });
  const owner = { scope, ownerId, chain: chain ?? named[0] ?? "" };
  const current = await destinationNow(tx, owner);
  if (!current) throw new DomainError("INVALID_STATE");
  return { agreement, owner, current };
}

/** The asset of an agreement's newest intent on a chain, named in the proof of presence. */
function assetOn({ intents }: Agreement, chain: string): string | null {
  return intents.findLast((intent) => intent.chain === chain)?.assetId ?? null;
}

/** Errors: NOT_SUPPORTED (the chain is not in use), VALIDATION_ERROR (one of our addresses, or of another kind of chain). */
export async function refuseUnusableAddress(tx: TxCtx, chain: string, address: string, ports: PayInPorts): Promise<void> {
  railOf(ports.rails, chain);
  await refuseOurAddress(tx, { chain, address }, { rails: ports.rails, path: "address" });
}
