import { now, type TxCtx } from "@amanat/db";

/**
 * Puts a webhook that was set aside back into the inbox, with a full count of attempts. The caller checks the role and writes the audit
 * entry.
 *
 * - From: set aside. A processed webhook stays processed.
 * - Two at once, replay: the second finds it in the inbox and changes nothing.
 */
export async function retryWebhook(tx: TxCtx, id: string): Promise<void> {
  const at = await now(tx);
  await tx.tx.$executeRaw`
    UPDATE "WebhookInbox" SET "processedAt" = NULL, "setAsideAt" = NULL, "attempts" = 0, "nextAt" = ${at}
    WHERE "id" = ${id}::uuid AND "setAsideAt" IS NOT NULL`;
}
