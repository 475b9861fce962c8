import { DomainError, parsed, type payoutMoved, publicId, refundUnmatchedInput, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireRole, requireStepUp, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type * as z from "zod";
import { moved } from "../internal/approval.ts";
import { refundUnmatchedLeg } from "../internal/journal-legs.ts";
import { draftPayout } from "../internal/draft-payout.ts";
import { moveUnmatched } from "../internal/write-rows.ts";
import { lockUnmatched, type PayoutRow, type UnmatchedRow } from "../internal/rows.ts";
import type { PayInPorts } from "../ports.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * An operator sends back what arrived and fits no price: unmatched → refundable, and an instruction to the address they name, which
 * another admin approves like every other.
 *
 * - Who: an admin who proves to be there. From: `open`. It ends `refunding`, and `open` again when the refund comes to nothing.
 * - Two at once: the row's lock lets one through, the other gets VERSION_CONFLICT or INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, VALIDATION_ERROR,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function refundUnmatched(
  ctx: Ctx,
  input: z.input<typeof refundUnmatchedInput>,
  ports: PayInPorts,
): Promise<z.infer<typeof payoutMoved>> {
  const admin = requireRole(ctx.actor, "admin");
  const asked = parsed(refundUnmatchedInput, input);
  return oncePerKey(ctx, "payment.refundUnmatched", asked, async (tx) => {
    const id = uuidOf("unmatched", asked.unmatchedId);
    const deposit = id === null ? null : await lockUnmatched(tx, id);
    if (!deposit) throw new DomainError("NOT_FOUND");
    if (deposit.status !== "open") throw new DomainError("INVALID_STATE");
    if (deposit.version !== asked.version) throw new DomainError("VERSION_CONFLICT");
    if (asked.amount !== deposit.amount.toString())
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "differs" }] });
    await refuseOurAddress(tx, asked.destination, { rails: ports.rails, path: "destination" });
    await requireStepUp(tx, {
      action: "payout.draft",
      subject: publicId("unmatched", deposit.id),
      amount: asked.amount,
      asset: deposit.assetId,
      destination: asked.destination,
    });
    return moved(await draft(tx, deposit, { destination: asked.destination, reason: asked.reason, createdBy: admin.userId }));
  });
}

async function draft(
  tx: TxCtx,
  deposit: UnmatchedRow,
  { destination, reason, createdBy }: { destination: string; reason: string; createdBy: string },
): Promise<PayoutRow> {
  const payout = await draftPayout(tx, {
    kind: "refund",
    scope: deposit.id,
    intentId: null,
    unmatchedId: deposit.id,
    // Each try has a cause of its own, or a try that failed would be found again in place of a new instruction.
    cause: `unmatched:${deposit.id}:${deposit.version}`,
    partyId: null,
    title: reason,
    assetId: deposit.assetId,
    chain: deposit.chain,
    amount: deposit.amount,
    destination,
    createdBy,
  });
  await moveUnmatched(tx, deposit, "refunding", { payoutId: payout.id });
  await post(tx, { id: journalId("payment", payout.id, "unmatched"), legs: [refundUnmatchedLeg(deposit)] });
  await audit(tx, {
    action: "unmatched.refund",
    subjectKind: "unmatched",
    subjectId: deposit.id,
    payload: { payoutId: payout.id, destination, reason, amount: deposit.amount.toString() },
  });
  return payout;
}
