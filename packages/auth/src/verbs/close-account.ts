import { audit, now, requireSystem, type TxCtx } from "@amanat/db";
import { enqueueMail } from "@amanat/mail";
import { endApiKeys } from "../internal/end-api-keys.ts";
import { tellLeft } from "../internal/news.ts";
import { localeOf, personById } from "../internal/people.ts";
import { endSessions } from "../internal/sessions.ts";
import { closePerson } from "../internal/write-rows.ts";

/**
 * Closes a person's account for good, in the transaction of whoever decided it: sessions, keys and ways in end, and nothing in its row says whose
 * it was. A last mail tells them what stays (`kept`: sentences in their language).
 *
 * - Who: our own processes. The caller has locked the person and seen that nothing of theirs runs.
 * - Two at once, and replay: the first closes it; false for the others.
 */
export async function closeAccount(tx: TxCtx, userId: string, { kept }: { readonly kept: readonly string[] }): Promise<boolean> {
  requireSystem(tx.actor);
  const person = await personById(tx, userId);
  if (person === null) return false;
  await endSessions(tx, { userId }, "left");
  await endApiKeys(tx, { userId });
  // A code's row says which address it was mailed to.
  await tx.tx.authChallenge.deleteMany({ where: { subject: userId } });
  if (person.email !== null && person.emailVerifiedAt !== null)
    await enqueueMail(tx, { kind: "account_closed", to: person.email, name: person.name, locale: localeOf(person), kept: [...kept] });
  await closePerson(tx, userId, await now(tx));
  await audit(tx, { action: "auth.account_closed", subjectKind: "user", subjectId: userId, payload: {} });
  await tellLeft(tx, userId);
  return true;
}
