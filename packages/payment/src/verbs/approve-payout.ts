import { approvePayoutInput, parsed, type payoutMoved } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole } from "@amanat/db";
import { journalId, postLast } from "@amanat/ledger";
import type * as z from "zod";
import { lockForDecision, payoutMovedView, requireAsSeen, refuseStaleAddress } from "../internal/approval.ts";
import { refuseUnfitApprover } from "../internal/approver-fitness.ts";
import { payoutStartLeg } from "../internal/journal-legs.ts";
import { payoutEvent } from "../internal/events.ts";
import { movePayoutLast } from "../internal/write-rows.ts";
import type { ChainPorts, PayInPorts } from "../ports.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * An admin approves a payout: it is posted to in-flight, and the worker signs it. Amount and destination of the input repeat what the
 * admin saw; the proof of presence is bound to them.
 *
 * - Who: an admin who neither drafted it nor is a party of its deal.
 * - From: `pending_approval`. Two at once: one through, the other INVALID_STATE or VERSION_CONFLICT.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE, VERSION_CONFLICT,
 * VALIDATION_ERROR (also: an address of ours), INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function approvePayout(
  ctx: Ctx,
  input: z.input<typeof approvePayoutInput>,
  ports: ChainPorts & Pick<PayInPorts, "people">,
): Promise<z.infer<typeof payoutMoved>> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(approvePayoutInput, input);
  return oncePerKey(ctx, "payment.approvePayout", command, async (tx) => {
    const payout = await lockForDecision(tx, command, "payout.approve", (row) => refuseUnfitApprover(tx, row, ports));
    requireAsSeen(payout, command);
    await refuseOurAddress(tx, payout.destination, { rails: ports.rails, path: "destination" });
    await refuseStaleAddress(tx, payout);
    const approved = await movePayoutLast(tx, payout, "approved", {
      approvedById: admin.userId,
      approvedByName: admin.name,
      approvedAt: await now(tx),
    });
    postLast(tx, { id: journalId("payment", payout.id, "start"), legs: [payoutStartLeg(payout)] });
    await audit(tx, {
      action: "payout.approve",
      subjectKind: "payout",
      subjectId: payout.id,
      payload: { amount: command.amount, destination: command.destination },
    });
    await appendEvents(tx, [payoutEvent("payout.approved.v1", approved)]);
    return payoutMovedView(approved);
  });
}
