import { localeSchema } from "@amanat/contracts";
import * as z from "zod";

/** The queue that carries mail from a verb's transaction to the worker. */
export const MAIL_QUEUE = "mail.send";

const recipient = { to: z.string(), name: z.string(), locale: localeSchema };
const code = z.string().regex(/^\d{6}$/);

/** What is to be said to whom; the words are chosen when it is sent. */
export const mailJob = z.discriminatedUnion("kind", [
  // Registration: the address is proved.
  z.object({ kind: z.literal("code"), ...recipient, code }),
  z.object({ kind: z.literal("address_taken"), ...recipient }),
  z.object({ kind: z.literal("reset_code"), ...recipient, code }),
  z.object({ kind: z.literal("password_changed"), ...recipient }),
  // An address added to an account, or put in the place of another.
  z.object({ kind: z.literal("email_code"), ...recipient, code }),
  z.object({ kind: z.literal("email_changed"), ...recipient }),
  // `detail`: what the code is good for, in figures (amount, asset, destination); the same in every language.
  z.object({ kind: z.literal("step_up_code"), ...recipient, code, detail: z.string().max(300).nullable() }),
  z.object({ kind: z.literal("passkey_added"), ...recipient }),
  z.object({ kind: z.literal("passkey_removed"), ...recipient }),
  z.object({ kind: z.literal("passkey_suspect"), ...recipient }),
  // `detail`: whose account where, as its provider writes it; the same in every language.
  z.object({ kind: z.literal("way_added"), ...recipient, detail: z.string().max(300) }),
  z.object({ kind: z.literal("way_removed"), ...recipient, detail: z.string().max(300) }),
]);
export type MailJob = z.infer<typeof mailJob>;
