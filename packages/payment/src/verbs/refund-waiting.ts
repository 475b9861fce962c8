import { DomainError, parsed, type payoutMoved, publicId, refundWaitingInput, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, newId, oncePerKey, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { payoutMovedView } from "../internal/approval.ts";
import { giveBack } from "../internal/amounts-owed-back.ts";
import { addressOf } from "../internal/draft-payout.ts";
import { lockEscrow, lockIntent } from "../internal/rows.ts";

/**
 * An admin drafts a refund that is too small to be drafted automatically. It goes to the payer's current address, by a payout that another
 * admin approves.
 *
 * - Who: an admin with a proof of presence who is no party of the deal. From: any state, while something waits.
 * - Two at once: the intent's lock lets one through; the other gets VALIDATION_ERROR (another amount) or INVALID_STATE (nothing waits).
 * - Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, INVALID_STATE, STEP_UP_REQUIRED, VALIDATION_ERROR,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function refundWaiting(ctx: Ctx, input: z.input<typeof refundWaitingInput>): Promise<z.infer<typeof payoutMoved>> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(refundWaitingInput, input);
  return oncePerKey(ctx, "payment.refundWaiting", command, async (tx) => {
    const id = uuidOf("intent", command.intentId);
    const intent = id === null ? null : await lockIntent(tx, id);
    if (!intent || intent.tenantId !== admin.tenantId) throw new DomainError("NOT_FOUND");
    if ((await lockEscrow(tx, intent.scope))?.parties.includes(admin.userId)) throw new DomainError("SELF_APPROVAL");
    if (intent.undrafted === 0n) throw new DomainError("INVALID_STATE");
    if (command.amount !== intent.undrafted.toString())
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "differs" }] });
    await requireStepUp(tx, {
      action: "payout.draft",
      subject: command.intentId,
      amount: command.amount,
      asset: intent.assetId,
      destination: await addressOf(tx, { scope: intent.scope, partyId: intent.payerId, chain: intent.chain }),
    });
    const { payout } = await giveBack(tx, intent, { amount: 0n, cause: `waiting:${newId()}`, always: true, createdBy: admin.userId });
    if (payout === null) throw new DomainError("INVALID_STATE");
    await audit(tx, {
      action: "intent.refund_waiting",
      subjectKind: "intent",
      subjectId: intent.id,
      payload: { payoutId: publicId("payout", payout.id), amount: command.amount },
    });
    return payoutMovedView(payout);
  });
}
