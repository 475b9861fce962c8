import { BrokenInvariant } from "@amanat/contracts";
import { createCtx, type Ctx, type Database, ensureQueue, inTransaction, newId, raiseIncident, TENANT_ID } from "@amanat/db";
import { markAddress } from "./addresses.ts";
import { mailJob } from "./job.ts";
import { type MailConfig, postMail } from "./post.ts";
import { MAIL_QUEUE } from "./queue.ts";
import { letterOf } from "./render.ts";

function systemCtx(db: Database): Ctx {
  return createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { correlationId: newId() });
}

type Job = { readonly id: string; readonly data: unknown; readonly retryCount: number; readonly retryLimit: number };

/**
 * Sends one mail that a verb enqueued, under the job's name as its Message-ID, so that every attempt is the same mail. Whoever waits for a
 * code has asked for it, so it is sent to a marked address too; what the mailbox itself refuses for good is not tried again and marks it.
 * Throws when another attempt may succeed; nothing it throws names code or recipient.
 */
export async function sendJob(db: Database, config: MailConfig, { id, data, retryCount, retryLimit }: Job): Promise<void> {
  const job = mailJob.parse(data);
  const envelope = { to: { name: "", address: job.to }, key: id, thread: null, unsubscribe: null };
  const outcome = await postMail(config, envelope, letterOf(job));
  if (outcome.is === "sent") return;
  const ctx = systemCtx(db);
  if (outcome.is === "never" && outcome.bounces) {
    await inTransaction(ctx, (tx) => markAddress(tx, job.to, "refused"));
    return;
  }
  // The last try: nobody gets this mail any more. Whose it was stays out of the operator's list.
  if (outcome.is === "never" || retryCount >= retryLimit)
    await raiseIncident(ctx, { kind: "mail.failed", subject: id, detail: { failure: outcome.why } });
  if (outcome.is !== "never") throw new Error(outcome.why);
}

/** Sends what was enqueued. A mail that was not accepted is tried again by the queue. */
export async function workMail(db: Database, config: MailConfig): Promise<void> {
  if (db.boss === null) throw new BrokenInvariant("this process was opened without jobs");
  await ensureQueue(db, MAIL_QUEUE);
  await db.boss.work(MAIL_QUEUE, { pollingIntervalSeconds: 0.5, batchSize: 1, includeMetadata: true }, async (jobs) => {
    for (const job of jobs) await sendJob(db, config, job);
  });
}
