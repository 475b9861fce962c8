import { bytes, enqueue, newId, now, type TxCtx } from "@amanat/db";
import { MAIL_QUEUE, type MailJob } from "../mail/job.ts";
import { CODE_ATTEMPTS, CODE_LIFE_MS, CODE_PAUSE_MS } from "../rules.ts";
import { localeOf, type Person } from "./people.ts";
import { codeHash, newCode, sameBytes } from "./token.ts";

const PURPOSE = "email";

/** Sends mail if the transaction commits. */
export async function mail(tx: TxCtx, job: MailJob): Promise<void> {
  await enqueue(tx, MAIL_QUEUE, { ...job });
}

/** Replaces the person's open code by a new one and mails it; not while the last one is fresh. */
export async function sendCode(tx: TxCtx, person: Person & { email: string }, options: { evenIfFresh: boolean }): Promise<void> {
  const at = await now(tx);
  const last = await openChallenge(tx, person.id, at);
  if (last && !options.evenIfFresh && at.getTime() - last.createdAt.getTime() < CODE_PAUSE_MS) return;
  await tx.tx.authChallenge.updateMany({ where: { purpose: PURPOSE, subject: person.id, consumedAt: null }, data: { consumedAt: at } });
  const id = newId();
  const code = newCode();
  await tx.tx.authChallenge.create({
    data: {
      id,
      purpose: PURPOSE,
      subject: person.id,
      secretHash: codeHash(id, code),
      expiresAt: new Date(at.getTime() + CODE_LIFE_MS),
      createdAt: at,
    },
  });
  await mail(tx, { kind: "code", to: person.email, name: person.name, locale: localeOf(person), code });
}

function openChallenge(tx: TxCtx, subject: string, at: Date) {
  return tx.tx.authChallenge.findFirst({
    where: { purpose: PURPOSE, subject, consumedAt: null, expiresAt: { gt: at } },
    orderBy: { createdAt: "desc" },
  });
}

/**
 * Spends one guess. True consumes the code. The guess counts even when it is wrong, so the caller
 * must commit before it complains.
 */
export async function spendGuess(tx: TxCtx, subject: string, code: string): Promise<boolean> {
  const at = await now(tx);
  const open = await openChallenge(tx, subject, at);
  if (!open) return false;
  const counted = await tx.tx.authChallenge.updateMany({
    where: { id: open.id, consumedAt: null, attempts: { lt: CODE_ATTEMPTS } },
    data: { attempts: { increment: 1 } },
  });
  if (counted.count === 0 || !sameBytes(bytes(open.secretHash), codeHash(open.id, code))) return false;
  const consumed = await tx.tx.authChallenge.updateMany({ where: { id: open.id, consumedAt: null }, data: { consumedAt: at } });
  return consumed.count === 1;
}
