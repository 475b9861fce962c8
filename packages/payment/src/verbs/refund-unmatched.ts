import { DomainError, parsed, type payoutMoved, publicId, refundUnmatchedInput, uuidOf } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { payoutMovedView } from "../internal/approval.ts";
import { draftReturn } from "../internal/draft-return.ts";
import { lockUnmatched } from "../internal/rows.ts";
import type { PayInPorts } from "../ports.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * An admin refunds a deposit that matches no price: unmatched → refundable, and a payout to the address the admin names, which another
 * admin approves.
 *
 * - Who: an admin with a proof of presence. From: `open`, to `refunding`; back to `open` when the payout is rejected or fails.
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
  const command = parsed(refundUnmatchedInput, input);
  return oncePerKey(ctx, "payment.refundUnmatched", command, async (tx) => {
    const id = uuidOf("unmatched", command.unmatchedId);
    const deposit = id === null ? null : await lockUnmatched(tx, id);
    if (!deposit) throw new DomainError("NOT_FOUND");
    if (deposit.status !== "open") throw new DomainError("INVALID_STATE");
    if (deposit.version !== command.version) throw new DomainError("VERSION_CONFLICT");
    if (command.amount !== deposit.amount.toString())
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "differs" }] });
    await refuseOurAddress(tx, { chain: deposit.chain, address: command.destination }, { rails: ports.rails, path: "destination" });
    await requireStepUp(tx, {
      action: "payout.draft",
      subject: publicId("unmatched", deposit.id),
      amount: command.amount,
      asset: deposit.assetId,
      destination: command.destination,
    });
    return payoutMovedView(
      await draftReturn(tx, deposit, { destination: command.destination, reason: command.reason, createdBy: admin.userId }),
    );
  });
}
