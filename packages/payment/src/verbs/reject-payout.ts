import { type payoutMoved, rejectPayoutInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { decideOn, moved } from "../internal/approval.ts";
import { payoutEvent } from "../internal/events.ts";
import { movePayout } from "../internal/move.ts";
import { parse } from "../internal/parse.ts";

/**
 * An admin refuses an instruction. Its money stays where it waits (releasable or refundable).
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE,
 * VERSION_CONFLICT, VALIDATION_ERROR, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function rejectPayout(ctx: Ctx, input: z.input<typeof rejectPayoutInput>): Promise<z.infer<typeof payoutMoved>> {
  requireRole(ctx.actor, "admin");
  const asked = parse(rejectPayoutInput, input);
  return oncePerKey(ctx, "payment.rejectPayout", asked, async (tx) => {
    const payout = await decideOn(tx, asked, "payout.reject");
    const rejected = await movePayout(tx, payout, "rejected", { rejectedReason: asked.reason });
    await audit(tx, { action: "payout.reject", subjectKind: "payout", subjectId: payout.id, payload: { reason: asked.reason } });
    await appendEvents(tx, [payoutEvent("payout.rejected.v1", rejected)]);
    return moved(rejected);
  });
}
