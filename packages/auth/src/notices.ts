import { timeZoneOf } from "@amanat/i18n";
import type { TxCtx } from "@amanat/db";
import { enqueueMail, type MailJob, mailJob } from "@amanat/mail";
import { localeOf, personById } from "./internal/people.ts";

/** News of the role that approves payouts, with what is exact in it. */
export type Notice =
  | { kind: Extract<MailJob["kind"], "admin_asked">; detail: string; when: Date }
  | { kind: Extract<MailJob["kind"], "admin_given"> };

/** Tells a person at the address they have proved, in their language and zone, if the transaction commits; whoever has none is not told. */
export async function tellPerson(tx: TxCtx, userId: string, notice: Notice): Promise<void> {
  const person = await personById(tx, userId);
  if (!person || person.email === null || person.emailVerifiedAt === null) return;
  const locale = localeOf(person);
  const when = "when" in notice ? { when: notice.when.toISOString(), zone: person.timeZone ?? timeZoneOf(locale) } : {};
  await enqueueMail(tx, mailJob.parse({ ...notice, to: person.email, name: person.name, locale, ...when }));
}
