import { DomainError, parsed, type payoutMoved, rejectPayoutInput } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole, setDeadline, setting, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { decideOn, moved } from "../internal/approval.ts";
import { payoutEvent } from "../internal/events.ts";
import { movePayout } from "../internal/write-rows.ts";
import { reopenUnmatched } from "../internal/unmatched-deposits.ts";

/** Days until rejected money is drafted again by itself, until somebody sets `payment.redraftDays`. */
const REDRAFT_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * An admin refuses an instruction, with a reason that its owner is told. Its money stays where it waits (releasable or
 * refundable) until its owner says where it shall go, or until the date on which it is drafted again by itself. Who has
 * rejected this money once does not reject it again: the next look is another admin's.
 * An unmatched deposit is open again.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE,
 * VERSION_CONFLICT, VALIDATION_ERROR, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function rejectPayout(ctx: Ctx, input: z.input<typeof rejectPayoutInput>): Promise<z.infer<typeof payoutMoved>> {
  const admin = requireRole(ctx.actor, "admin");
  const asked = parsed(rejectPayoutInput, input);
  return oncePerKey(ctx, "payment.rejectPayout", asked, async (tx) => {
    const payout = await decideOn(tx, asked, "payout.reject");
    if (payout.rejectedBy.includes(admin.userId))
      throw new DomainError("SELF_APPROVAL", "You rejected it before; another admin has to look.");
    const rejected = await movePayout(tx, payout, "rejected", {
      rejectedReason: asked.reason,
      rejectedBy: [...payout.rejectedBy, admin.userId],
    });
    await (payout.unmatchedId === null ? redraftOnADate(tx, payout.id) : reopenUnmatched(tx, payout));
    await audit(tx, { action: "payout.reject", subjectKind: "payout", subjectId: payout.id, payload: { reason: asked.reason } });
    await appendEvents(tx, [payoutEvent("payout.rejected.v1", rejected)]);
    return moved(rejected);
  });
}

async function redraftOnADate(tx: TxCtx, payoutId: string): Promise<void> {
  const days = await setting(tx, "payment.redraftDays", z.number().positive().max(365), REDRAFT_DAYS);
  const dueAt = new Date((await now(tx)).getTime() + days * DAY_MS);
  await setDeadline(tx, { purpose: "payout_redraft", subjectId: payoutId, dueAt });
}
