import { type ClaimView, decideClaimInput, DomainError, parsed, publicId, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireRole, requireStepUp, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { mendClaimed } from "../internal/claims.ts";
import { draftReturn } from "../internal/draft-return.ts";
import { type ClaimRow, lockClaim, lockUnmatched, type UnmatchedRow } from "../internal/rows.ts";
import { moveClaim } from "../internal/write-claim.ts";
import type { PayInPorts } from "../ports.ts";
import { claimViewOf } from "../reads/claims.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * An admin decides on a claim that is proved.
 *
 * - `accept`: the deposit goes to the claim's address as a payout, which another admin approves; the second transfer that proved the claim goes
 *   with it. Rejected or failed, that payout makes the claim wait for an admin again.
 * - `refuse`: the deposit stays open, and whoever claimed it reads why.
 *
 * - Who: an admin with a proof of presence. From: `proved`, of a deposit that is `open`.
 * - Two at once: the deposit's lock lets one through; the other gets VERSION_CONFLICT or INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, VALIDATION_ERROR (`amount` differs,
 * `destination` became ours), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function decideClaim(ctx: Ctx, input: z.input<typeof decideClaimInput>, ports: PayInPorts): Promise<ClaimView> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(decideClaimInput, input);
  return oncePerKey(ctx, "payment.decideClaim", command, async (tx) => {
    const { claim, deposit } = await locked(tx, command.claimId);
    if (claim.status !== "proved" || deposit.status !== "open") throw new DomainError("INVALID_STATE");
    if (claim.version !== command.version) throw new DomainError("VERSION_CONFLICT");
    if (command.amount !== deposit.amount.toString())
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "differs" }] });
    await refuseOurAddress(tx, { chain: deposit.chain, address: claim.destination }, { rails: ports.rails, path: "destination" });
    await requireStepUp(tx, {
      action: "payout.draft",
      subject: publicId("claim", claim.id),
      amount: command.amount,
      asset: deposit.assetId,
      destination: claim.destination,
    });
    const { decision, reason } = command;
    const decided = { decidedById: admin.userId, decidedByName: admin.name, decidedReason: reason, decidedAt: await now(tx) };
    const after = await moveClaim(tx, claim, decision === "accept" ? "accepted" : "refused", decided);
    if (decision === "accept") await sendBack(tx, claim, { deposit, reason, createdBy: admin.userId });
    const others = await tx.tx.depositClaim.count({ where: { unmatchedId: deposit.id, status: "proved" } });
    if (decision === "accept" || others === 0) await mendClaimed(tx, deposit.id);
    await audit(tx, {
      action: "claim.decide",
      subjectKind: "claim",
      subjectId: claim.id,
      payload: { decision, reason, unmatchedId: deposit.id, destination: claim.destination, amount: command.amount },
    });
    return claimViewOf(tx, after, ports);
  });
}

async function locked(tx: TxCtx, claimId: string): Promise<{ claim: ClaimRow; deposit: UnmatchedRow }> {
  const id = uuidOf("claim", claimId);
  const known = id === null ? null : await tx.tx.depositClaim.findFirst({ where: { id, tenantId: tx.actor.tenantId } });
  const deposit = known === null ? null : await lockUnmatched(tx, known.unmatchedId);
  const claim = known === null ? null : await lockClaim(tx, known.id);
  if (deposit === null || claim === null) throw new DomainError("NOT_FOUND");
  return { claim, deposit };
}

type Return = { deposit: UnmatchedRow; reason: string; createdBy: string };

async function sendBack(tx: TxCtx, { destination, proofId }: ClaimRow, { deposit, reason, createdBy }: Return): Promise<void> {
  await draftReturn(tx, deposit, { destination, reason, createdBy });
  const proof = proofId === null ? null : await lockUnmatched(tx, proofId);
  if (proof?.status === "open") await draftReturn(tx, proof, { destination, reason, createdBy });
}
