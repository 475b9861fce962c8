import { now, type TxCtx } from "@amanat/db";

/**
 * Puts a webhook that was set aside back in line, with all its tries. The caller has checked who asks and leaves the audit entry.
 *
 * - From: set aside; one that was processed stays so, since only `processInbox` knows what came of it.
 * - Two at once, replay: the second finds it in line and does nothing more.
 */
export async function retryWebhook(tx: TxCtx, id: string): Promise<void> {
  const at = await now(tx);
  await tx.tx.$executeRaw`
    UPDATE "WebhookInbox" SET "processedAt" = NULL, "attempts" = 0, "nextAt" = ${at}
    WHERE "id" = ${id}::uuid AND "processedAt" IS NOT NULL AND "outcome" LIKE 'failed:%'`;
}
