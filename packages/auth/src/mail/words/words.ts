import type { MailJob } from "../job.ts";

/** A mail's subject and the paragraphs around its code, or just the two paragraphs. */
type Words = { subject: string; before: string; after: string };

/** One language's mails. Short and plain: mail is read on phones, and by people in a hurry. `{name}` is the only placeholder. */
export type MailWords = { hello: string } & Readonly<Record<MailJob["kind"], Words>>;
