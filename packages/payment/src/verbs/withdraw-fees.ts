import { chainOf, DomainError, parsed, type payoutMoved, withdrawFeesInput } from "@amanat/contracts";
import { audit, type Ctx, newId, oncePerKey, requireRole, requireStepUp } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type * as z from "zod";
import { payoutMovedView } from "../internal/approval.ts";
import { draftPayout } from "../internal/draft-payout.ts";
import { feesIn, lockFees, withdrawable } from "../internal/fees.ts";
import { takeFeesLeg } from "../internal/journal-legs.ts";
import { receiverOf } from "../internal/receiver.ts";
import type { PayInPorts } from "../ports.ts";
import { railOf } from "../rails.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * An admin asks for earned fees of one asset: platform fee → releasable, and a payout to the operator's own wallet (`RECEIVER_WALLET_ADDRESS`),
 * which another admin approves. From there on it is a payout like any other.
 *
 * - Who: an admin with a proof of presence over asset, amount and wallet.
 * - How much: at most what is earned and no hold can take back any more, and what lies in the escrow wallet beyond what is leaving it.
 * - Two at once: the asset's lock lets one at a time read what is left and take it. The second finds that much less: INSUFFICIENT_FUNDS.
 * - Replay: with the same Idempotency-Key the stored answer; without one another payout, of what is left.
 * - Dies anywhere: one transaction. Rejected or failed, the fees are earned as before.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (also: `destination` is not the operator's wallet, or one of ours), NOT_SUPPORTED
 * (no such chain here), ASSET_NOT_SUPPORTED, NO_RECEIVER, STEP_UP_REQUIRED, INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function withdrawFees(
  ctx: Ctx,
  input: z.input<typeof withdrawFeesInput>,
  ports: Pick<PayInPorts, "rails">,
): Promise<z.infer<typeof payoutMoved>> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(withdrawFeesInput, input);
  return oncePerKey(ctx, "payment.withdrawFees", command, async (tx) => {
    const { asset: assetId, destination, reason } = command;
    const chain = chainOf(assetId);
    const spec = railOf(ports.rails, chain).chain;
    if ((await tx.tx.asset.count({ where: { id: assetId } })) === 0) throw new DomainError("ASSET_NOT_SUPPORTED");
    const { state, address } = await receiverOf(tx, spec);
    if (state !== "counts") throw new DomainError("NO_RECEIVER", `The wallet for earned fees on ${chain}: ${state}.`);
    if (address !== destination)
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "destination", code: "differs" }] });
    await refuseOurAddress(tx, { chain, address: destination }, { rails: ports.rails, path: "destination" });
    await requireStepUp(tx, { action: "fees.withdraw", subject: assetId, amount: command.amount, asset: assetId, destination });
    await lockFees(tx, assetId);
    const amount = BigInt(command.amount);
    if (amount > withdrawable(await feesIn(tx, assetId, spec.escrowWallet))) throw new DomainError("INSUFFICIENT_FUNDS");
    const scope = newId();
    const payout = await draftPayout(tx, {
      kind: "fee",
      scope,
      intentId: null,
      cause: `fees:${scope}`,
      isNew: true,
      partyId: null,
      title: reason,
      assetId,
      chain,
      amount,
      destination,
      createdBy: admin.userId,
    });
    await post(tx, { id: journalId("payment", payout.id, "fees"), legs: [takeFeesLeg(payout)] });
    await audit(tx, {
      action: "fees.withdraw",
      subjectKind: "payout",
      subjectId: payout.id,
      payload: { asset: assetId, amount: command.amount, destination, reason },
    });
    return payoutMovedView(payout);
  });
}
