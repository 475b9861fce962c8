import { enqueue, type TxCtx } from "@amanat/db";
import type { MailJob } from "./job.ts";

/** The queue that carries mail from a verb's transaction to the worker. */
export const MAIL_QUEUE = "mail.send";

/** A sent mail names somebody at their address: its row goes soon, so that it does not outlive them. */
const KEPT_SECONDS = 3_600;

/** Sends mail if the transaction commits. */
export async function enqueueMail(tx: TxCtx, job: MailJob): Promise<void> {
  await enqueue(tx, MAIL_QUEUE, { ...job }, { deleteAfterSeconds: KEPT_SECONDS });
}
