import { randomBytes } from "node:crypto";
import {
  type beginStepUpInput,
  type completeStepUpInput,
  DomainError,
  type StepUpBegun,
  stepUpDemand,
  type StepUpProof,
  type stepUpResult,
} from "@amanat/contracts";
import { audit, type Ctx, demandHash, inTransaction, type Json, now, type Prisma, requireUser, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { type Challenge, closeChallenges, countGuess, guessedAlong, openChallenge, spendChallenge } from "../internal/challenges.ts";
import { mail } from "../internal/codes.ts";
import { aboutDemand, demandWords } from "../internal/demand-words.ts";
import { localeOf, type Person, personById } from "../internal/people.ts";
import { newToken, tokenHash } from "../internal/token.ts";
import { cookieRotated } from "../internal/uses.ts";
import type { AuthPorts } from "../ports.ts";
import { PRESENCE } from "../presence/index.ts";
import type { Asked, MethodName, PresenceMethod } from "../presence/method.ts";
import { CODE_ATTEMPTS, CODE_PAUSE_MS, STEP_UP_MAILS, STEP_UP_MAILS_MS, STEP_UP_MS } from "../rules.ts";

const PURPOSE = "step_up";
const payloadSchema = z.object({ demand: stepUpDemand, kept: z.record(z.string(), z.unknown()) });

/** A proof carries its method's name, so that method and proof always belong together. */
const methodOf = (name: MethodName) => PRESENCE[name] as PresenceMethod<MethodName> | undefined;

/**
 * Asks for a proof of presence for one demand: what the passkey or wallet has to sign is made from it.
 *
 * - Who: the signed-in person, for their own session. Anybody may ask for any demand: a proof is worth something only to a
 *   verb that builds the very same demand from its own rows.
 * - Replay, two at once: each gets a challenge of its own; each mail carries its own code.
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
    const { handle } = await openChallenge(tx, { purpose: PURPOSE, subject: user.userId, payload: { demand, kept } });
    return { challengeId: handle, about, methods: methods as StepUpBegun["methods"] };
  });
}

/** The code goes into the mail; its hash stays. */
async function mailCode(tx: TxCtx, { person, words }: Asked, kept: unknown): Promise<Prisma.InputJsonValue> {
  const { code, ...rest } = z.object({ salt: z.string(), codeHash: z.string(), email: z.string(), code: z.string() }).parse(kept);
  await mail(tx, { kind: "step_up_code", to: person.email ?? "", name: person.name, locale: localeOf(person), code, detail: words });
  return rest;
}

/**
 * Seconds after this mail until the next is worth asking for: mails take a moment to come, and the quarter of an hour holds only so
 * many. Calls at the same moment count one after the other, or each would find the others' codes not yet there. Errors: RATE_LIMITED.
 */
async function nextMailIn(tx: TxCtx, subject: string, at: Date): Promise<number> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`step-up mail ${subject}`}, 0))`;
  const since = new Date(at.getTime() - STEP_UP_MAILS_MS);
  const mailed = await tx.tx.$queryRaw<{ createdAt: Date }[]>`
    SELECT "createdAt" FROM "AuthChallenge" WHERE "purpose" = ${PURPOSE} AND "subject" = ${subject} AND "createdAt" > ${since}
      AND "payload"->'kept'->'password' IS NOT NULL
    ORDER BY "createdAt" DESC LIMIT ${STEP_UP_MAILS}`;
  if (mailed.length >= STEP_UP_MAILS) throw new DomainError("RATE_LIMITED");
  const first = mailed[STEP_UP_MAILS - 2];
  const freeIn = first === undefined ? 0 : first.createdAt.getTime() + STEP_UP_MAILS_MS - at.getTime();
  return Math.ceil(Math.max(CODE_PAUSE_MS, freeIn) / 1_000);
}

export type SteppedUp = z.input<typeof stepUpResult> & { /** The browser's new session token; null for programs. */ cookie: string | null };

/**
 * Takes the proof and gives a token that one call may spend on exactly the demand it was asked for. A browser's session
 * gets a new token, as at every sign-in (ASVS 7.2.4).
 *
 * - Two at once: one gets the grant, the other CHALLENGE_INVALID. A signature that does not fit spends the challenge;
 *   a mistyped password or code may be typed again, five times. The last mail's code for a demand and the one before are both
 *   good for it, in this session; a guess counts for each.
 *
 * Errors: AUTHENTICATION_REQUIRED, CHALLENGE_INVALID, STEP_UP_FAILED, BUSY.
 */
export async function completeStepUp(ctx: Ctx, input: z.output<typeof completeStepUpInput>, ports: AuthPorts): Promise<SteppedUp> {
  const user = requireUser(ctx.actor);
  const { challengeId, proof } = input;
  const { challenge, asked } = await inTransaction(ctx, (tx) => take(tx, challengeId, proof.method));
  const person = await personById(ctx, user.userId);
  if (!person || challenge.subject !== user.userId) throw new DomainError("CHALLENGE_INVALID");
  const { demand } = payloadSchema.parse(challenge.payload);
  let proved = false;
  for (const { payload } of asked) proved = (await fits(ctx, person, payloadSchema.parse(payload).kept, proof, ports)) || proved;
  if (!proved) throw new DomainError("STEP_UP_FAILED");
  return inTransaction(ctx, async (tx) => {
    if (proof.method === "password") {
      await spendChallenge(tx, challengeId, PURPOSE);
      await closeChallenges(
        tx,
        asked.map(({ id }) => id),
      );
    }
    return grant(tx, demand, proof.method);
  });
}

/** The challenge that is answered, and those whose question the answer may fit: of typed codes, the last two mailed for the demand. */
async function take(tx: TxCtx, challengeId: string, method: MethodName): Promise<{ challenge: Challenge; asked: Challenge[] }> {
  if (method !== "password") {
    const challenge = await spendChallenge(tx, challengeId, PURPOSE);
    return { challenge, asked: [challenge] };
  }
  const challenge = await countGuess(tx, challengeId, PURPOSE, CODE_ATTEMPTS);
  const wanted = Buffer.from(demandHash(payloadSchema.parse(challenge.payload).demand));
  const same = (payload: Json) => {
    const { demand, kept } = payloadSchema.parse(payload);
    return kept["password"] !== undefined && wanted.equals(demandHash(demand));
  };
  const asked = await guessedAlong(tx, challenge, PURPOSE, { most: CODE_ATTEMPTS, same });
  // Without a mailed code there is nothing to compare, and the answer fails as a wrong one does.
  return { challenge, asked: asked.length > 0 ? asked : [challenge] };
}

async function fits(ctx: Ctx, person: Person, kept: Record<string, unknown>, proof: StepUpProof, ports: AuthPorts): Promise<boolean> {
  const asked = kept[proof.method];
  const method = methodOf(proof.method);
  return asked !== undefined && method !== undefined && method.fits(ctx, person, asked as Json, proof, ports);
}

async function grant(tx: TxCtx, demand: z.output<typeof stepUpDemand>, method: string): Promise<SteppedUp> {
  const user = requireUser(tx.actor);
  const at = await now(tx);
  const token = newToken("stepUp");
  const cookie = newToken("cookie");
  const live = { id: user.sessionId, userId: user.userId, revokedAt: null };
  const validUntil = new Date(at.getTime() + STEP_UP_MS);
  if ((await tx.tx.session.count({ where: live })) === 0) throw new DomainError("INVALID_TOKEN");
  await tx.tx.stepUpGrant.create({
    data: {
      hash: tokenHash(token),
      sessionId: user.sessionId,
      userId: user.userId,
      demandHash: demandHash(demand),
      method,
      expiresAt: validUntil,
      createdAt: at,
    },
  });
  const rotated = await cookieRotated(tx, user.sessionId, { at, hash: tokenHash(cookie) });
  await audit(tx, {
    action: "auth.step_up",
    subjectKind: "session",
    subjectId: user.sessionId,
    payload: { by: method, action: demand.action, subject: demand.subject },
  });
  return { token, validUntil: validUntil.toISOString(), cookie: rotated ? cookie : null };
}
