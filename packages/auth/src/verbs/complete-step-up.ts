import { type completeStepUpInput, DomainError, type stepUpDemand, type StepUpProof, type stepUpResult } from "@amanat/contracts";
import { audit, type Ctx, demandHash, inTransaction, insertGrant, type Json, now, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { type Challenge, closeChallenges, countGuess, guessedAlong, spendChallenge } from "../internal/challenges.ts";
import { type Person, personById } from "../internal/people.ts";
import { methodOf, stepUpPayload, STEP_UP } from "../internal/step-up.ts";
import { newToken, tokenHash } from "../internal/token.ts";
import { cookieRotated } from "../internal/uses.ts";
import type { AuthPorts } from "../ports.ts";
import type { MethodName } from "../presence/method.ts";
import { CODE_ATTEMPTS, STEP_UP_MS } from "../rules.ts";

export type SteppedUp = z.input<typeof stepUpResult> & { /** The browser's new session token; null for programs. */ cookie: string | null };

/**
 * Checks the proof and returns a token that one call may use for exactly that demand. A browser session gets a new token, as at every sign-in
 * (ASVS 7.2.4).
 *
 * - Two at once: one gets the grant, the other CHALLENGE_INVALID. A wrong signature uses up the challenge; a mistyped password or code may be
 *   typed again, five times. The codes of the last two mails for a demand are both valid for it, in this session; a guess counts for both.
 *
 * Errors: AUTHENTICATION_REQUIRED, CHALLENGE_INVALID, STEP_UP_FAILED, BUSY.
 */
export async function completeStepUp(ctx: Ctx, input: z.output<typeof completeStepUpInput>, ports: AuthPorts): Promise<SteppedUp> {
  const user = requireUser(ctx.actor);
  const { challengeId, proof } = input;
  const { challenge, asked } = await inTransaction(ctx, (tx) => take(tx, challengeId, proof.method));
  const person = await personById(ctx, user.userId);
  if (!person || challenge.subject !== user.userId) throw new DomainError("CHALLENGE_INVALID");
  const { demand } = stepUpPayload.parse(challenge.payload);
  let proved = false;
  for (const { payload } of asked) proved = (await fits(ctx, person, stepUpPayload.parse(payload).kept, proof, ports)) || proved;
  if (!proved) throw new DomainError("STEP_UP_FAILED");
  return inTransaction(ctx, async (tx) => {
    if (proof.method === "password") {
      await spendChallenge(tx, challengeId, STEP_UP);
      await closeChallenges(
        tx,
        asked.map(({ id }) => id),
      );
    }
    return grant(tx, demand, proof.method);
  });
}

/** The answered challenge, and those its answer may also fit: for typed codes, the last two mailed for the demand. */
async function take(tx: TxCtx, challengeId: string, method: MethodName): Promise<{ challenge: Challenge; asked: Challenge[] }> {
  if (method !== "password") {
    const challenge = await spendChallenge(tx, challengeId, STEP_UP);
    return { challenge, asked: [challenge] };
  }
  const challenge = await countGuess(tx, challengeId, STEP_UP, CODE_ATTEMPTS);
  const wanted = Buffer.from(demandHash(stepUpPayload.parse(challenge.payload).demand));
  const same = (payload: Json) => {
    const { demand, kept } = stepUpPayload.parse(payload);
    return kept["password"] !== undefined && wanted.equals(demandHash(demand));
  };
  const asked = await guessedAlong(tx, challenge, STEP_UP, { most: CODE_ATTEMPTS, same });
  // Without a mailed code there is nothing to compare, and the answer fails like a wrong one.
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
  await insertGrant(tx, { token, sessionId: user.sessionId, userId: user.userId, demand, method, until: validUntil });
  const rotated = await cookieRotated(tx, user.sessionId, { at, hash: tokenHash(cookie) });
  await audit(tx, {
    action: "auth.step_up",
    subjectKind: "session",
    subjectId: user.sessionId,
    payload: { by: method, action: demand.action, subject: demand.subject },
  });
  return { token, validUntil: validUntil.toISOString(), cookie: rotated ? cookie : null };
}
