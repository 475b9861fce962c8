import { localeSchema } from "@amanat/contracts";
import * as z from "zod";

const anybody = { to: z.string(), locale: localeSchema };
/** Who has proved that the mailbox is theirs is greeted by the name they gave. */
const known = { ...anybody, name: z.string() };
const code = z.string().regex(/^\d{6}$/);
/** Something exact on a line of its own: an address, an account, a sentence. The same words in every language, or already in the reader's. */
const detail = z.string().max(600);
/** A moment, with the zone its reader lives by. */
const when = { when: z.iso.datetime(), zone: z.string().max(60) };

/** What is to be said to whom; the words are chosen when it is sent. */
export const mailJob = z.discriminatedUnion("kind", [
  // Registration: the address is to be proved. Until then it may be anybody's, so that nothing the writer chose is in it.
  z.object({ kind: z.literal("code"), ...anybody, code }),
  z.object({ kind: z.literal("address_taken"), ...known }),
  z.object({ kind: z.literal("reset_code"), ...known, code }),
  z.object({ kind: z.literal("password_changed"), ...known }),
  // An address added to an account, or put in the place of another: not proved yet either.
  z.object({ kind: z.literal("email_code"), ...anybody, code }),
  z.object({ kind: z.literal("email_changed"), ...known }),
  // `detail`: what the code is good for, as a sentence in the reader's language.
  z.object({ kind: z.literal("step_up_code"), ...known, code, detail: detail.nullable() }),
  z.object({ kind: z.literal("passkey_added"), ...known }),
  z.object({ kind: z.literal("passkey_removed"), ...known }),
  z.object({ kind: z.literal("passkey_suspect"), ...known }),
  // `detail`: whose account where, as its provider writes it.
  z.object({ kind: z.literal("way_added"), ...known, detail }),
  z.object({ kind: z.literal("way_removed"), ...known, detail }),
  // The role that approves payouts: to the admins who can confirm or stop it (`detail`: who for whom), and to who got it.
  z.object({ kind: z.literal("admin_asked"), ...known, detail, ...when }),
  z.object({ kind: z.literal("admin_given"), ...known }),
]);
export type MailJob = z.infer<typeof mailJob>;
