import { localeSchema } from "@amanat/contracts";
import * as z from "zod";

const anybody = { to: z.string(), locale: localeSchema };
/** Who has proved that the mailbox is theirs is greeted by the name they gave. */
const known = { ...anybody, name: z.string() };
const code = z.string().regex(/^\d{6}$/);
/** Something exact on a line of its own: an address, an account, a sentence. The same words in every language, or already in the reader's. */
const detail = z.string().max(600);

/** What is to be said to whom; the words are chosen when it is sent. */
export const mailJob = z.discriminatedUnion("kind", [
  // Registration: the address is to be proved. Until then it may be anybody's, so that nothing the writer chose is in it.
  z.object({ kind: z.literal("code"), ...anybody, code }),
  z.object({ kind: z.literal("address_taken"), ...known }),
  z.object({ kind: z.literal("reset_code"), ...known, code }),
  // An address added to an account, or put in the place of another: not proved yet either.
  z.object({ kind: z.literal("email_code"), ...anybody, code }),
  z.object({ kind: z.literal("email_changed"), ...known }),
  // `kept`: what stays of them, in sentences of the reader's language.
  z.object({ kind: z.literal("account_closed"), ...known, kept: z.array(detail).max(20) }),
  // `detail`: what the code is good for, as a sentence in the reader's language.
  z.object({ kind: z.literal("step_up_code"), ...known, code, detail: detail.nullable() }),
]);
export type MailJob = z.infer<typeof mailJob>;
