import { randomBytes } from "node:crypto";
import { DomainError } from "@amanat/contracts";
import { bytes, type Json, newId, now, type Prisma, requireUser, type TxCtx } from "@amanat/db";
import { CHALLENGE_LIFE_MS } from "../rules.ts";
import { sameBytes, tokenHash } from "./token.ts";

/** A question to somebody that waits for one answer. */
export type Challenge = { id: string; subject: string; payload: Json };

export type NewChallenge = {
  /** `passkey.sign_in`, `wallet.link`, `step_up`: an answer for one purpose is void for another. */
  purpose: string;
  /** A person's id or an address; empty when it is not known yet. */
  subject: string;
  /** What the answer is compared with. */
  payload: Prisma.InputJsonValue;
};

const HANDLE = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;

/**
 * Opens a single-use challenge for five minutes. For a signed-in person it belongs to their session; otherwise to the holder of its handle,
 * 256 random bits that only the asking browser gets.
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

/** The challenge of a handle, if this caller may answer it. Errors: CHALLENGE_INVALID. */
async function own(tx: TxCtx, handle: string, purpose: string): Promise<Challenge & { attempts: number; at: Date }> {
  const [, id = null, secret = ""] = HANDLE.exec(handle) ?? [];
  const row = id === null ? null : await tx.tx.authChallenge.findUnique({ where: { id } });
  const owner = tx.actor.kind === "user" ? tx.actor.sessionId : null;
  const fits = row !== null && row.purpose === purpose && row.sessionId === owner && sameBytes(bytes(row.secretHash), tokenHash(secret));
  if (!fits) throw new DomainError("CHALLENGE_INVALID");
  return { id: row.id, subject: row.subject, payload: row.payload as Json, attempts: row.attempts, at: await now(tx) };
}

/**
 * Uses up a challenge: of several simultaneous answers only one gets it. Runs in its own transaction, before the answer is checked, so that
 * a wrong answer uses it up too.
 * Errors: CHALLENGE_INVALID (unknown, used, expired, of another session, or for another purpose).
 */
export async function spendChallenge(tx: TxCtx, handle: string, purpose: string): Promise<Challenge> {
  const { id, subject, payload, at } = await own(tx, handle, purpose);
  const taken = await tx.tx.authChallenge.updateMany({ where: { id, consumedAt: null, expiresAt: { gt: at } }, data: { consumedAt: at } });
  if (taken.count === 0) throw new DomainError("CHALLENGE_INVALID");
  return { id, subject, payload };
}

/**
 * Counts one of a few guesses at a challenge and leaves it open, since typed codes may be mistyped. Runs in its own transaction. Errors:
 * CHALLENGE_INVALID (as `spendChallenge`, or no guesses left).
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
 * The session's two newest challenges about the same subject, newest first, this one included. The guess is counted for the other one too;
 * one without guesses left is not returned. Runs in the transaction of `countGuess`.
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

/** Voids open challenges. */
export async function closeChallenges(tx: TxCtx, ids: readonly string[]): Promise<void> {
  await tx.tx.authChallenge.updateMany({ where: { id: { in: [...ids] }, consumedAt: null }, data: { consumedAt: await now(tx) } });
}

/**
 * Uses up the session's announced step that has no handle, because it comes back by a redirect: the session is the binding. Returns whether
 * there was one.
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
