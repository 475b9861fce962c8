import type { MailJob } from "../job.ts";

/** A mail's subject and the paragraphs around what is exact in it, or just the two paragraphs. */
type Words = { subject: string; before: string; after: string };

/**
 * One language's mails. Short and plain: mail is read on phones, and by people in a hurry. `greeting` is for mailboxes nobody has
 * proved yet; `hello` names whoever did.
 */
export type MailWords = { hello: string; greeting: string } & Readonly<Record<MailJob["kind"], Words>>;
