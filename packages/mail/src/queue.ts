import { BrokenInvariant } from "@amanat/contracts";
import { createCtx, type Ctx, type Database, enqueue, ensureQueue, newId, raiseIncident, TENANT_ID, type TxCtx } from "@amanat/db";
import type { MailJob } from "./job.ts";
import { type MailConfig, sendMail } from "./send.ts";

/** The queue that carries mail from a verb's transaction to the worker. */
export const MAIL_QUEUE = "mail.send";

/** Sends mail if the transaction commits. */
export async function enqueueMail(tx: TxCtx, job: MailJob): Promise<void> {
  await enqueue(tx, MAIL_QUEUE, { ...job });
}

function systemCtx(db: Database): Ctx {
  return createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { correlationId: newId() });
}

/** Sends what was enqueued. A mail that was not accepted is tried again by the queue. */
export async function workMail(db: Database, config: MailConfig): Promise<void> {
  if (db.boss === null) throw new BrokenInvariant("this process was opened without jobs");
  await ensureQueue(db, MAIL_QUEUE);
  await db.boss.work(MAIL_QUEUE, { pollingIntervalSeconds: 0.5, batchSize: 1, includeMetadata: true }, async (jobs) => {
    for (const job of jobs)
      await sendMail(config, job.data).catch(async (error: unknown) => {
        // The last try: nobody gets this mail any more. Whose it was stays out of the operator's list.
        const detail = { failure: error instanceof Error ? error.message : String(error) };
        if (job.retryCount >= job.retryLimit) await raiseIncident(systemCtx(db), { kind: "mail.failed", subject: job.id, detail });
        throw error;
      });
  });
}
