import { DomainError, parsed, type payoutMoved, rejectPayoutInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole, setDeadline, setting, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { endWaitForApproval, lockForDecision, payoutMovedView, requireOwnProof } from "../internal/approval.ts";
import { giveFeesBack } from "../internal/fees.ts";
import { payoutEvent } from "../internal/events.ts";
import { movePayout } from "../internal/write-rows.ts";
import { reopenUnmatched } from "../internal/unmatched-deposits.ts";
import { SETTINGS } from "../settings.ts";

const DAY_MS = 86_400_000;

/**
 * An admin rejects a payout with a reason, which its owner is told. Its money stays in `releasable` or `refundable`. It is drafted again
 * when the owner confirms an address, or automatically after some days. An admin who rejected this money once cannot reject it again, so
 * that another admin looks. The refund of an unmatched deposit is not drafted again: the deposit is open again. Nor are fees: they are
 * earned as before.
 *
 * - Who: an admin who neither drafted it nor is a party of its deal. From: `pending_approval`.
 * - Two at once: one through, the other INVALID_STATE. Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE,
 * VERSION_CONFLICT, VALIDATION_ERROR, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function rejectPayout(ctx: Ctx, input: z.input<typeof rejectPayoutInput>): Promise<z.infer<typeof payoutMoved>> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(rejectPayoutInput, input);
  return oncePerKey(ctx, "payment.rejectPayout", command, async (tx) => {
    const payout = await lockForDecision(tx, command, { action: "payout.reject" });
    await requireOwnProof(tx, payout, "payout.reject");
    await endWaitForApproval(tx, payout.id);
    if (payout.rejectedBy.includes(admin.userId))
      throw new DomainError("SELF_APPROVAL", "You rejected it before; another admin has to look.");
    const rejected = await movePayout(tx, payout, "rejected", {
      rejectedReason: command.reason,
      rejectedBy: [...payout.rejectedBy, admin.userId],
    });
    if (payout.kind === "fee") await giveFeesBack(tx, payout);
    else await (payout.unmatchedId === null ? redraftOnADate(tx, payout.id) : reopenUnmatched(tx, payout));
    await audit(tx, { action: "payout.reject", subjectKind: "payout", subjectId: payout.id, payload: { reason: command.reason } });
    await appendEvents(tx, [payoutEvent("payout.rejected.v1", rejected)]);
    return payoutMovedView(rejected);
  });
}

async function redraftOnADate(tx: TxCtx, payoutId: string): Promise<void> {
  const days = await setting(tx, SETTINGS.redraftDays);
  const dueAt = new Date((await now(tx)).getTime() + days * DAY_MS);
  await setDeadline(tx, { purpose: "payout_redraft", subjectId: payoutId, dueAt });
}
