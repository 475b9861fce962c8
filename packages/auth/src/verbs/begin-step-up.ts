import { randomBytes } from "node:crypto";
import { type beginStepUpInput, DomainError, type StepUpBegun } from "@amanat/contracts";
import { type Ctx, inTransaction, now, type Prisma, requireUser, type TxCtx } from "@amanat/db";
import { enqueueMail } from "@amanat/mail";
import * as z from "zod";
import { openChallenge } from "../internal/challenges.ts";
import { aboutDemand, demandWords } from "../internal/demand-words.ts";
import { localeOf, personById } from "../internal/people.ts";
import { methodOf, STEP_UP } from "../internal/step-up.ts";
import type { AuthPorts } from "../ports.ts";
import { PRESENCE } from "../presence/index.ts";
import type { Asked, MethodName } from "../presence/method.ts";
import { CODE_PAUSE_MS, STEP_UP_MAILS, STEP_UP_MAILS_MS } from "../rules.ts";

/**
 * Starts a proof of presence for one demand; what the passkey or wallet signs is made from it.
 *
 * - Who: the signed-in person, for their own session. Any demand may be given: a proof only helps a verb that builds exactly the same demand
 *   from its own rows.
 * - Replay, two at once: each gets its own challenge; each mail has its own code.
 *
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_FAILED (no way to prove it: sign in again, or add a passkey or wallet), RATE_LIMITED (five mailed codes in a quarter of an hour), BUSY.
 */
export async function beginStepUp(ctx: Ctx, { demand }: z.output<typeof beginStepUpInput>, ports: AuthPorts): Promise<StepUpBegun> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const person = await personById(tx, user.userId);
    const session = await tx.tx.session.findUnique({ where: { id: user.sessionId }, select: { createdAt: true, revokedAt: true } });
    if (!person || !session || session.revokedAt !== null) throw new DomainError("INVALID_TOKEN");
    const at = await now(tx);
    const about = await aboutDemand(tx, demand, ports);
    const words = await demandWords(demand, about, person);
    const asked: Asked = { person, demand, words, nonce: randomBytes(16).toString("hex"), sessionStartedAt: session.createdAt, at };
    const methods: Record<string, unknown> = {};
    const kept: Record<string, Prisma.InputJsonValue> = {};
    for (const name of Object.keys(PRESENCE) as MethodName[]) {
      const offer = (await methodOf(name)?.offer(tx, asked, ports)) ?? null;
      if (offer === null) continue;
      methods[name] = offer.shown;
      kept[name] = offer.kept;
      if (name !== "password") continue;
      methods[name] = { ...(offer.shown as { codeSentTo: string }), anotherIn: await nextMailIn(tx, person.id, at) };
      kept[name] = await mailCode(tx, asked, offer.kept);
    }
    if (Object.keys(methods).length === 0)
      throw new DomainError("STEP_UP_FAILED", "Sign in again, or add a passkey or a wallet first: there is nothing to confirm this with.");
    const { handle } = await openChallenge(tx, { purpose: STEP_UP, subject: user.userId, payload: { demand, kept } });
    return { challengeId: handle, about, methods: methods as StepUpBegun["methods"] };
  });
}

/** The code goes into the mail; only its hash stays. */
async function mailCode(tx: TxCtx, { person, words }: Asked, kept: unknown): Promise<Prisma.InputJsonValue> {
  const { code, ...rest } = z.object({ salt: z.string(), codeHash: z.string(), email: z.string(), code: z.string() }).parse(kept);
  await enqueueMail(tx, { kind: "step_up_code", to: person.email ?? "", name: person.name, locale: localeOf(person), code, detail: words });
  return rest;
}

/**
 * Seconds until the next code may be mailed: mails take a moment, and a quarter of an hour allows only so many. Simultaneous calls count one
 * after the other, or each would miss the others' codes. Errors: RATE_LIMITED.
 */
async function nextMailIn(tx: TxCtx, subject: string, at: Date): Promise<number> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`step-up mail ${subject}`}, 0))`;
  const since = new Date(at.getTime() - STEP_UP_MAILS_MS);
  const mailed = await tx.tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT "createdAt" FROM "AuthChallenge" WHERE "purpose" = ${STEP_UP} AND "subject" = ${subject} AND "createdAt" > ${since}
      AND "payload"->'kept'->'password' IS NOT NULL
    ORDER BY "createdAt" DESC LIMIT ${STEP_UP_MAILS}`;
  if (mailed.length >= STEP_UP_MAILS) throw new DomainError("RATE_LIMITED");
  const first = mailed[STEP_UP_MAILS - 2];
  const freeIn = first === undefined ? 0 : first.createdAt.getTime() + STEP_UP_MAILS_MS - at.getTime();
  return Math.ceil(Math.max(CODE_PAUSE_MS, freeIn) / 1_000);
}
