import { type byDelivery, DomainError, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireRole, reviveDelivery } from "@amanat/db";
import type * as z from "zod";

/**
 * Makes a dead delivery due again, with a full count of attempts. Its incident stays open until the consumer has reacted.
 *
 * - Who: admin, of their own tenant.
 * - From: dead. It ends waiting, due at once.
 * - Two at once: one through, the other INVALID_STATE, or NOT_FOUND when the consumer has reacted meanwhile.
 * - Replay: with the same Idempotency-Key the stored answer; without one as two at once.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function retryDelivery(ctx: Ctx, input: z.output<typeof byDelivery>): Promise<{ ok: true }> {
  requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "incidents.retryDelivery", input, async (tx) => {
    const id = uuidOf("delivery", input.deliveryId);
    if (id === null) throw new DomainError("NOT_FOUND");
    await reviveDelivery(tx, id);
    await audit(tx, { action: "delivery.retry", subjectKind: "delivery", subjectId: id, payload: {} });
    return { ok: true } as const;
  });
}
