import { enqueue, type TxCtx } from "@amanat/db";
import type { MailJob } from "./job.ts";

/** The queue that carries mail from a verb's transaction to the worker. */
export const MAIL_QUEUE = "mail.send";

/** Sends mail if the transaction commits. */
export async function enqueueMail(tx: TxCtx, job: MailJob): Promise<void> {
  await enqueue(tx, MAIL_QUEUE, { ...job });
}
