import { randomBytes } from "node:crypto";
import { bytes, newId, now, type TxCtx } from "@amanat/db";
import { enqueueMail, type MailJob, mailJob, reachedAddress } from "@amanat/mail";
import * as z from "zod";
import { CODE_ATTEMPTS, CODE_LIFE_MS, CODE_PAUSE_MS, CODES_PER_DAY } from "../rules.ts";
import { localeOf, type Person } from "./people.ts";
import { codeHash, newCode, sameBytes } from "./token.ts";

/** What a six-digit code is for. It is void for everything else. */
export type CodePurpose = keyof typeof MAILS;

/** The mail for each kind of code. */
const MAILS = { email: "code", reset: "reset_code", new_email: "email_code" } as const satisfies Record<string, MailJob["kind"]>;

const DAY_MS = 86_400_000;

/** To the address that was theirs: the account has another one from now on. */
export async function tellOldAddress(tx: TxCtx, person: Person): Promise<void> {
  if (person.email === null || person.emailVerifiedAt === null) return;
  await enqueueMail(tx, { kind: "email_changed", to: person.email, name: person.name, locale: localeOf(person) });
}

/**
 * Mails a code for `purpose` to `email`. The code before it, mailed to the same address, stays valid beside it (unless `alone`); all older
 * ones are void. No mail is sent while the last code is fresh (unless `evenIfFresh`), or when the day's codes are used up. When another
 * person owns the address (`takenBy`), that person is told instead and no code is valid; the caller sees no difference. Returns whether a
 * mail was sent.
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
  // Two mails may be on their way, and the reader may open the older one: its code stays valid for the same address.
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
 * Whether the person has had a day's codes for `purpose`. With a million codes and five guesses each, without this limit somebody patient
 * would get into one account in a few thousand.
 */
async function codesSpent(tx: TxCtx, purpose: CodePurpose, subject: string, at: Date): Promise<boolean> {
  const since = new Date(at.getTime() - DAY_MS);
  return (await tx.tx.authChallenge.count({ where: { purpose, subject, createdAt: { gt: since } } })) >= CODES_PER_DAY;
}

/** Voids the person's open codes for `purpose`; `but` names one that stays. */
export async function closeCodes(tx: TxCtx, purpose: CodePurpose, subject: string, but: string | null = null): Promise<void> {
  await tx.tx.authChallenge.updateMany({
    where: { purpose, subject, consumedAt: null, ...(but === null ? {} : { id: { not: but } }) },
    data: { consumedAt: await now(tx) },
  });
}

/** The code of the last mail. */
function openCode(tx: TxCtx, purpose: CodePurpose, subject: string, at: Date) {
  return tx.tx.authChallenge.findFirst({
    where: { purpose, subject, consumedAt: null, expiresAt: { gt: at } },
    orderBy: { createdAt: "desc" },
  });
}

/**
 * Checks a code and counts one guess. The codes of the last two mails are valid; the right one uses up both and returns the address it was
 * mailed to, a wrong one returns null. A guess counts for both codes, so two codes allow no more guesses than one. Wrong guesses must be
 * committed too, so the caller commits before it throws.
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
  if (consumed.count !== 1) return null;
  const mailed = mailedTo.parse(fitting.payload);
  await reachedAddress(tx, mailed.email);
  return mailed;
}

const mailedTo = z.object({ email: z.string() });
