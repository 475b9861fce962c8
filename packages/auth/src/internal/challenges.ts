import { randomBytes } from "node:crypto";
import { DomainError } from "@amanat/contracts";
import { bytes, type Json, newId, now, type Prisma, requireUser, type TxCtx } from "@amanat/db";
import { CHALLENGE_LIFE_MS } from "../rules.ts";
import { sameBytes, tokenHash } from "./token.ts";

/** What was asked of somebody, waiting for one answer. */
export type Challenge = { id: string; subject: string; payload: Json };

export type NewChallenge = {
  /** `passkey.sign_in`, `wallet.link`, `step_up`: an answer to one is no answer to another. */
  purpose: string;
  /** Whom it concerns: a person's id, an address; empty when that is not known yet. */
  subject: string;
  /** Whatever the answer has to be compared with. */
  payload: Prisma.InputJsonValue;
};

const HANDLE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/**
 * Opens a single-use challenge for five minutes. The signed-in person's belongs to the session that asked; anybody
 * else's to whoever holds its handle, 256 random bits that only the asking browser is told.
 */
export async function openChallenge(tx: TxCtx, challenge: NewChallenge): Promise<{ handle: string; id: string }> {
  const id = newId();
  const secret = randomBytes(32).toString("base64url");
  const at = await now(tx);
  await tx.tx.authChallenge.create({
    data: {
      id,
      purpose: challenge.purpose,
      subject: challenge.subject,
      sessionId: tx.actor.kind === "user" ? tx.actor.sessionId : null,
      secretHash: tokenHash(secret),
      payload: challenge.payload,
      createdAt: at,
      expiresAt: new Date(at.getTime() + CHALLENGE_LIFE_MS),
    },
  });
  return { handle: `${id}.${secret}`, id };
}

/** The challenge a handle names, if this caller may answer it. Errors: CHALLENGE_INVALID. */
async function own(tx: TxCtx, handle: string, purpose: string): Promise<Challenge & { attempts: number; at: Date }> {
  const [, id = null, secret = ""] = HANDLE.exec(handle) ?? [];
  const row = id === null ? null : await tx.tx.authChallenge.findUnique({ where: { id } });
  const owner = tx.actor.kind === "user" ? tx.actor.sessionId : null;
  const fits = row !== null && row.purpose === purpose && row.sessionId === owner && sameBytes(bytes(row.secretHash), tokenHash(secret));
  if (!fits) throw new DomainError("CHALLENGE_INVALID");
  return { id: row.id, subject: row.subject, payload: row.payload as Json, attempts: row.attempts, at: await now(tx) };
}

/**
 * Spends a challenge: of several simultaneous answers one gets it. Called in a transaction of its own, before the answer is
 * looked at, so that a wrong answer has used it up.
 * Errors: CHALLENGE_INVALID (unknown, used, expired, another session's, or opened for another purpose).
 */
export async function spendChallenge(tx: TxCtx, handle: string, purpose: string): Promise<Challenge> {
  const { id, subject, payload, at } = await own(tx, handle, purpose);
  const taken = await tx.tx.authChallenge.updateMany({ where: { id, consumedAt: null, expiresAt: { gt: at } }, data: { consumedAt: at } });
  if (taken.count === 0) throw new DomainError("CHALLENGE_INVALID");
  return { id, subject, payload };
}

/**
 * Takes one of a few guesses at a challenge and leaves it open; what is typed by hand may be mistyped. In a transaction
 * of its own. Errors: CHALLENGE_INVALID (as `spendChallenge`, or no guesses left).
 */
export async function countGuess(tx: TxCtx, handle: string, purpose: string, most: number): Promise<Challenge> {
  const { id, subject, payload, at } = await own(tx, handle, purpose);
  const counted = await tx.tx.authChallenge.updateMany({
    where: { id, consumedAt: null, expiresAt: { gt: at }, attempts: { lt: most } },
    data: { attempts: { increment: 1 } },
  });
  if (counted.count === 0) throw new DomainError("CHALLENGE_INVALID");
  return { id, subject, payload };
}

/**
 * What was asked of the same session about the same thing, this challenge included, the newest first: its newest two, of which
 * each other one has a guess taken from it, and none that has no guesses left. In the transaction of `countGuess`.
 */
export async function guessedAlong(
  tx: TxCtx,
  challenge: Challenge,
  purpose: string,
  { most, same }: { most: number; same: (payload: Json) => boolean },
): Promise<Challenge[]> {
  const { sessionId } = requireUser(tx.actor);
  const at = await now(tx);
  const open = await tx.tx.authChallenge.findMany({
    where: { purpose, subject: challenge.subject, sessionId, consumedAt: null, expiresAt: { gt: at } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const good: Challenge[] = [];
  for (const row of open.filter(({ payload }) => same(payload as Json)).slice(0, 2)) {
    const taken =
      row.id === challenge.id ||
      (
        await tx.tx.authChallenge.updateMany({
          where: { id: row.id, consumedAt: null, attempts: { lt: most } },
          data: { attempts: { increment: 1 } },
        })
      ).count === 1;
    if (taken) good.push({ id: row.id, subject: row.subject, payload: row.payload as Json });
  }
  return good;
}

/** Makes open challenges worthless. */
export async function closeChallenges(tx: TxCtx, ids: readonly string[]): Promise<void> {
  await tx.tx.authChallenge.updateMany({ where: { id: { in: [...ids] }, consumedAt: null }, data: { consumedAt: await now(tx) } });
}

/**
 * Takes what this session has announced and not yet done; true when there was something. For steps that come back by a
 * redirect and carry no handle: the session is the binding.
 */
export async function takeIntent(tx: TxCtx, purpose: string): Promise<boolean> {
  const { sessionId } = requireUser(tx.actor);
  const at = await now(tx);
  const taken = await tx.tx.authChallenge.updateMany({
    where: { purpose, sessionId, consumedAt: null, expiresAt: { gt: at } },
    data: { consumedAt: at },
  });
  return taken.count > 0;
}
