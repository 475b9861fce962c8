import { MAIL_QUEUE, type MailConfig, sendMail } from "@amanat/auth";
import { createCtx, type Ctx, type Database, ensureQueue, newId, raiseIncident, TENANT_ID } from "@amanat/db";
import type { WorkerConfig } from "./config.ts";

function mailConfigOf(config: WorkerConfig): MailConfig {
  const { SMTP_HOST: host, SMTP_USER: user, SMTP_PASS: password } = config;
  const smtp = host
    ? {
        host,
        port: config.SMTP_PORT,
        secure: config.SMTP_SECURE === "true",
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { password }),
      }
    : null;
  return { from: config.SMTP_FROM, smtp, directory: config.MAIL_DIR ?? null };
}

function systemCtx(db: Database): Ctx {
  return createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { correlationId: newId() });
}

/** Sends what the verbs enqueued. A mail that was not accepted is tried again by the queue. */
export async function startMail(db: Database, config: WorkerConfig): Promise<void> {
  if (db.boss === null) throw new Error("the worker was opened without jobs");
  const mail = mailConfigOf(config);
  await ensureQueue(db, MAIL_QUEUE);
  await db.boss.work(MAIL_QUEUE, { pollingIntervalSeconds: 0.5, batchSize: 1, includeMetadata: true }, async (jobs) => {
    for (const job of jobs)
      await sendMail(mail, job.data).catch(async (error: unknown) => {
        // The last try: nobody gets this mail any more. Whose it was stays out of the operator's list.
        const detail = { failure: error instanceof Error ? error.message : String(error) };
        if (job.retryCount >= job.retryLimit) await raiseIncident(systemCtx(db), { kind: "mail.failed", subject: job.id, detail });
        throw error;
      });
  });
}
