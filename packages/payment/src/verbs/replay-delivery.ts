import { type deliveryReplayed, DomainError, parsed, publicId, replayDeliveryInput, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, mendIncidents, now, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";

/**
 * Has a provider's delivery read once more, with a full count of attempts: its cause was mended, or it came before what it is about. A delivery is a
 * hint, so reading one twice credits nothing twice.
 *
 * - Who: an admin. From: kept, with its body. One that waits already stays as it is.
 * - Two at once, replay: the second finds it waiting, and changes nothing.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND (also: its body was cleared away), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function replayDelivery(ctx: Ctx, input: z.input<typeof replayDeliveryInput>): Promise<z.output<typeof deliveryReplayed>> {
  requireRole(ctx.actor, "admin");
  const command = parsed(replayDeliveryInput, input);
  return oncePerKey(ctx, "payment.replayDelivery", command, async (tx) => {
    const id = uuidOf("inbound", command.deliveryId) ?? "";
    const at = await now(tx);
    const [row] = await tx.tx.$queryRaw<{ provider: string; deliveryId: string; waits: boolean; empty: boolean }[]>`
      SELECT "provider", "deliveryId", "processedAt" IS NULL AS "waits", length("rawBody") = 0 AS "empty" FROM "WebhookInbox"
      WHERE "id" = ${id}::uuid FOR UPDATE`;
    if (row === undefined || row.empty) throw new DomainError("NOT_FOUND");
    if (!row.waits) {
      await tx.tx.$executeRaw`
        UPDATE "WebhookInbox" SET "processedAt" = NULL, "setAsideAt" = NULL, "outcome" = NULL, "attempts" = 0, "nextAt" = ${at} WHERE "id" = ${id}::uuid AND "processedAt" IS NOT NULL`;
      await mendIncidents(tx, id, ["webhook.set_aside"]);
      const payload = { provider: row.provider, delivery: row.deliveryId };
      await audit(tx, { action: "webhook.replay", subjectKind: "inbound", subjectId: id, payload });
    }
    return { deliveryId: publicId("inbound", id), state: "waiting" as const };
  });
}
