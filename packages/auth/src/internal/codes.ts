import { randomBytes } from "node:crypto";
import { bytes, newId, now, type TxCtx } from "@amanat/db";
import { enqueueMail, type MailJob, mailJob } from "@amanat/mail";
import * as z from "zod";
import { CODE_ATTEMPTS, CODE_LIFE_MS, CODE_PAUSE_MS, CODES_PER_DAY } from "../rules.ts";
import { localeOf, type Person } from "./people.ts";
import { codeHash, newCode, sameBytes } from "./token.ts";

/** What a six-digit code is good for. One made for one thing is wrong for every other. */
export type CodePurpose = keyof typeof MAILS;

/** The mail that carries each kind of code. */
const MAILS = { email: "code", reset: "reset_code", new_email: "email_code" } as const satisfies Record<string, MailJob["kind"]>;

const DAY_MS = 86_400_000;

/** Tells a person something at their verified address, if they have one. */
export async function tell(
  tx: TxCtx,
  person: Person,
  kind: "password_changed" | "email_changed" | "passkey_added" | "passkey_removed" | "passkey_suspect",
): Promise<void> {
  if (person.email === null || person.emailVerifiedAt === null) return;
  await enqueueMail(tx, { kind, to: person.email, name: person.name, locale: localeOf(person) });
}

/**
 * Mails a code for `purpose` to `email`; it remembers the address it went to. The last one mailed there stays good beside it,
 * unless it shall be `alone`; all others are worthless. Not while the last one is fresh, unless `evenIfFresh`, and not when the
 * day's codes are spent. Where the address is `takenBy` somebody else, they are told so instead and nothing fits the code; who
 * asks can see no difference. Returns whether there was a mail.
 */
export async function sendCode(
  tx: TxCtx,
  purpose: CodePurpose,
  person: Person & { email: string },
  options: { evenIfFresh: boolean; takenBy?: Person | null; alone?: boolean },
): Promise<boolean> {
  const at = await now(tx);
  const last = await openCode(tx, purpose, person.id, at);
  if (last && !options.evenIfFresh && at.getTime() - last.createdAt.getTime() < CODE_PAUSE_MS) return false;
  if (await codesSpent(tx, purpose, person.id, at)) return false;
  // Of two mails on their way the reader may open the other one: the code before stays good beside the new one, for the same address.
  const kept = last && options.alone !== true && mailedTo.parse(last.payload).email === person.email ? last.id : null;
  await closeCodes(tx, purpose, person.id, kept);
  const owner = options.takenBy ?? null;
  const id = newId();
  const code = newCode();
  await tx.tx.authChallenge.create({
    data: {
      id,
      purpose,
      subject: person.id,
      secretHash: owner ? bytes(randomBytes(32)) : codeHash(id, code),
      payload: { email: person.email },
      expiresAt: new Date(at.getTime() + CODE_LIFE_MS),
      createdAt: at,
    },
  });
  const reader = { to: person.email, name: (owner ?? person).name, locale: localeOf(owner ?? person) };
  await enqueueMail(tx, mailJob.parse(owner ? { kind: "address_taken", ...reader } : { kind: MAILS[purpose], ...reader, code }));
  return true;
}

/**
 * Whether the person was sent as many codes for `purpose` as a day allows. A million codes, five guesses each: without
 * this bound somebody patient would get into one account in a few thousand.
 */
async function codesSpent(tx: TxCtx, purpose: CodePurpose, subject: string, at: Date): Promise<boolean> {
  const since = new Date(at.getTime() - DAY_MS);
  return (await tx.tx.authChallenge.count({ where: { purpose, subject, createdAt: { gt: since } } })) >= CODES_PER_DAY;
}

/** Makes every open code of the person for `purpose` worthless; `but` names one that stays. */
export async function closeCodes(tx: TxCtx, purpose: CodePurpose, subject: string, but: string | null = null): Promise<void> {
  await tx.tx.authChallenge.updateMany({
    where: { purpose, subject, consumedAt: null, ...(but === null ? {} : { id: { not: but } }) },
    data: { consumedAt: await now(tx) },
  });
}

/** The last mail's code. */
function openCode(tx: TxCtx, purpose: CodePurpose, subject: string, at: Date) {
  return tx.tx.authChallenge.findFirst({
    where: { purpose, subject, consumedAt: null, expiresAt: { gt: at } },
    orderBy: { createdAt: "desc" },
  });
}

/**
 * Spends one guess. The last mail's code and the one before are good; the right one consumes both and answers with the address it
 * was mailed to. Null is a wrong one. A guess counts for each code it was compared with, so that two codes bear no more guesses than
 * they would one after the other. It counts even when it is wrong, so the caller must commit before it complains.
 */
export async function spendGuess(tx: TxCtx, purpose: CodePurpose, subject: string, code: string): Promise<{ email: string } | null> {
  const at = await now(tx);
  const open = await tx.tx.authChallenge.findMany({
    where: { purpose, subject, consumedAt: null, expiresAt: { gt: at } },
    orderBy: { createdAt: "desc" },
    take: 2,
  });
  let fitting: (typeof open)[number] | null = null;
  for (const row of open) {
    const counted = await tx.tx.authChallenge.updateMany({
      where: { id: row.id, consumedAt: null, attempts: { lt: CODE_ATTEMPTS } },
      data: { attempts: { increment: 1 } },
    });
    if (counted.count === 1 && sameBytes(bytes(row.secretHash), codeHash(row.id, code))) fitting ??= row;
  }
  if (!fitting) return null;
  const consumed = await tx.tx.authChallenge.updateMany({ where: { id: fitting.id, consumedAt: null }, data: { consumedAt: at } });
  await closeCodes(tx, purpose, subject);
  return consumed.count === 1 ? mailedTo.parse(fitting.payload) : null;
}

const mailedTo = z.object({ email: z.string() });
