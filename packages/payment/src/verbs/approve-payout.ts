import { approvePayoutInput, parsed, type payoutMoved } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { payoutMovedView, requireOwnProof } from "../internal/approval.ts";
import { approveOne } from "../internal/approve.ts";
import type { ChainPorts, PayInPorts } from "../ports.ts";

/**
 * An admin approves a payout: it is posted to in-flight, and the worker signs it. Amount, destination and balance of the input repeat what
 * the admin saw; the proof of presence is bound to the first two. Above a limit the first of two admins leaves it pending, unless the admin's
 * own device signed it. Where devices are required, each approval is signed by one.
 *
 * - Who: an admin who neither drafted it nor is a party of its deal, nor was the first of two.
 * - From: `pending_approval`, not on hold. Two at once: one through, the other INVALID_STATE or VERSION_CONFLICT.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE, VERSION_CONFLICT,
 * VALIDATION_ERROR (also: an address of ours or on the operator's list, another balance), DEVICE_NEEDED, TEXT_NOT_SIGNED, INSUFFICIENT_FUNDS, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function approvePayout(
  ctx: Ctx,
  input: z.input<typeof approvePayoutInput>,
  ports: ChainPorts & Pick<PayInPorts, "people" | "safekeeping">,
): Promise<z.infer<typeof payoutMoved>> {
  requireRole(ctx.actor, "admin");
  const command = parsed(approvePayoutInput, input);
  return oncePerKey(ctx, "payment.approvePayout", command, async (tx) =>
    payoutMovedView(await approveOne(tx, command, ports, (payout) => requireOwnProof(tx, payout, "payout.approve"))),
  );
}
