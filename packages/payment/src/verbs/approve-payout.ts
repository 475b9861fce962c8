import { approvePayoutInput, parsed, type payoutMoved } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type * as z from "zod";
import { decideOn, moved, refuseOtherThanSeen, refuseStaleAddress } from "../internal/approval.ts";
import { refuseUnfitApprover } from "../internal/approver-fitness.ts";
import { payoutStartLeg } from "../internal/journal-legs.ts";
import { payoutEvent } from "../internal/events.ts";
import { movePayout } from "../internal/write-rows.ts";
import type { ChainPorts, PayInPorts } from "../ports.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * An admin lets the money go: posts it to in-flight, and the worker signs. Amount and destination repeat
 * what the admin saw and are what the step-up is bound to. Nothing is approved to an address of ours. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN,
 * NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE, VERSION_CONFLICT, VALIDATION_ERROR,
 * INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function approvePayout(
  ctx: Ctx,
  input: z.input<typeof approvePayoutInput>,
  ports: ChainPorts & Pick<PayInPorts, "people">,
): Promise<z.infer<typeof payoutMoved>> {
  const admin = requireRole(ctx.actor, "admin");
  const asked = parsed(approvePayoutInput, input);
  return oncePerKey(ctx, "payment.approvePayout", asked, async (tx) => {
    const payout = await decideOn(tx, asked, "payout.approve", (row) => refuseUnfitApprover(tx, row, ports));
    refuseOtherThanSeen(payout, asked);
    await refuseOurAddress(tx, payout.destination, { rails: ports.rails, path: "destination" });
    await refuseStaleAddress(tx, payout);
    const approved = await movePayout(tx, payout, "approved", {
      approvedById: admin.userId,
      approvedByName: admin.name,
      approvedAt: await now(tx),
    });
    await post(tx, { id: journalId("payment", payout.id, "start"), legs: [payoutStartLeg(payout)] });
    await audit(tx, {
      action: "payout.approve",
      subjectKind: "payout",
      subjectId: payout.id,
      payload: { amount: asked.amount, destination: asked.destination },
    });
    await appendEvents(tx, [payoutEvent("payout.approved.v1", approved)]);
    return moved(approved);
  });
}
