import { BrokenInvariant } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { markAddress } from "@amanat/mail";
import { type Letter, type MailConfig, type MailOutcome, type Part, postMail } from "@amanat/mail/sending";
import type { Channel, ChannelMessage, Outcome, SaidNotice } from "../ports.ts";

const saidIn = ({ title, text }: SaidNotice): Part[] => [
  { as: "words", text: title },
  { as: "words", text },
];

/** One place, where mail programs POST to at a click of their own, and a person who follows it is shown a page. */
export const unsubscribeUrl = (origin: string, token: string): string =>
  `${origin}/api/notices/unsubscribe?token=${encodeURIComponent(token)}`;

/** What a mail says of one notice, or of several. */
export async function letterOf({ reader: { locale }, items, unsubscribe }: ChannelMessage, origin: string): Promise<Letter> {
  const { mail: words } = (await loadMessages(locale)).notices;
  const [first, ...rest] = items;
  const alone = rest.length === 0;
  const off = unsubscribe === null ? { text: words.fixed, url: null } : { text: words.off, url: unsubscribeUrl(origin, unsubscribe) };
  return {
    locale,
    subject: alone ? first.title : words.digest.replace("{count}", formatCount(items.length, locale)),
    preheader: first.text,
    parts: items.flatMap(saidIn),
    button: { label: words.open, url: `${origin}${alone ? first.place : `/${locale}/notifications`}` },
    footer: [{ text: words.why, url: null }, off],
  };
}

function outcomeOf(outcome: MailOutcome): Outcome {
  if (outcome.is === "sent") return { as: "sent" };
  if (outcome.is === "never") return { as: "never", why: outcome.why, marksAddress: outcome.bounces };
  return { as: outcome.is, why: outcome.why };
}

/** Mail: its key is the Message-ID, so what may have arrived is sent again as the same mail. What a mailbox refuses marks its address. */
export function mailChannel(config: MailConfig, origin: string): Channel {
  return {
    keyed: true,
    async send(_ctx, message) {
      const { reader, key, items, unsubscribe } = message;
      if (reader.email === null) throw new BrokenInvariant("a mail to nowhere");
      const envelope = {
        to: { name: "", address: reader.email },
        key,
        thread: items.length === 1 ? items[0].thread : null,
        unsubscribe: unsubscribe === null ? null : unsubscribeUrl(origin, unsubscribe),
      };
      return outcomeOf(await postMail(config, envelope, await letterOf(message, origin)));
    },
    async markAddress(tx, { email }) {
      if (email !== null) await markAddress(tx, email, "refused");
    },
  };
}
