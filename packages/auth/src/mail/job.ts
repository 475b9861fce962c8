import { localeSchema } from "@amanat/contracts";
import * as z from "zod";

/** The queue that carries mail from a verb's transaction to the worker. */
export const MAIL_QUEUE = "mail.send";

const recipient = { to: z.string(), name: z.string(), locale: localeSchema };

/** What is to be said to whom; the words are chosen when it is sent. */
export const mailJob = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("code"), ...recipient, code: z.string().regex(/^\d{6}$/) }),
  z.object({ kind: z.literal("address_taken"), ...recipient }),
]);
export type MailJob = z.infer<typeof mailJob>;
