import { type acknowledged, type byNoticeDelivery, DomainError, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, mendIncidents, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { renew } from "../internal/deliveries.ts";

/**
 * Has a notice that was given up sent once more, under its own key.
 *
 * - Who: an admin. From: `dead`, `unknown`. Two at once, or again without a key: INVALID_STATE. Replay: the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function sendAgain(ctx: Ctx, input: z.output<typeof byNoticeDelivery>): Promise<z.input<typeof acknowledged>> {
  const { tenantId } = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "notifications.sendAgain", input, async (tx) => {
    const id = uuidOf("noticeDelivery", input.noticeDeliveryId);
    const row = id === null ? null : await tx.tx.noticeDelivery.findFirst({ where: { id, tenantId } });
    if (!row) throw new DomainError("NOT_FOUND");
    await renew(tx, row.id);
    await audit(tx, { action: "notice.sent_again", subjectKind: "user", subjectId: row.userId, payload: { channel: row.channel } });
    const left = await tx.tx.noticeDelivery.findFirst({
      where: { tenantId, channel: row.channel, status: { in: ["dead", "unknown"] } },
      select: { id: true },
    });
    if (left === null) await mendIncidents(tx, row.channel, ["notice.given_up"]);
    return { ok: true };
  });
}
