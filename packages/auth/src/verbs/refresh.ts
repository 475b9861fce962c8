import { randomBytes } from "node:crypto";
import { DomainError, type refreshInput, type TokenPair } from "@amanat/contracts";
import { audit, bytes, type Ctx, inTransaction, now, reader, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { endSession, storePair } from "../internal/sessions.ts";
import { successorsOf, tokenHash, tokenKind } from "../internal/token.ts";
import { ACCESS_SECONDS, after, PAIRS_PER_MINUTE, REFRESH_GRACE_SECONDS } from "../rules.ts";

/**
 * The next pair of tokens for a refresh token.
 *
 * - Two at once: one makes the pair; for ten seconds the others get the same one. Nothing is made twice.
 * - Replay after that: somebody has a copy. The session ends with all its tokens.
 * - A session that refreshes without end has to wait, since each pair is two rows. Its token stays valid.
 *
 * Errors: INVALID_TOKEN (unknown, ended, or replayed), RATE_LIMITED (thirty pairs of one session in a minute), BUSY.
 */
export async function refresh(ctx: Ctx, input: z.output<typeof refreshInput>): Promise<TokenPair> {
  const token = input.refreshToken;
  if (tokenKind(token) !== "refresh") throw new DomainError("INVALID_TOKEN");
  // An unknown token costs one query and no transaction.
  const known = await reader(ctx).refreshToken.findUnique({ where: { hash: tokenHash(token) } });
  if (known === null) throw new DomainError("INVALID_TOKEN");
  if (known.usedAt === null) await refuseManyPairs(ctx, known);
  // Ending the session must commit although the caller is refused.
  const pair = await inTransaction(ctx, (tx) => exchange(tx, token));
  if (pair === null) throw new DomainError("INVALID_TOKEN");
  return pair;
}

/** Pairs of one session are made one after the other, so this needs no lock. */
async function refuseManyPairs(ctx: Ctx, { sessionId, expiresAt: sessionEnds }: { sessionId: string; expiresAt: Date }): Promise<void> {
  const younger = after(await now(ctx), ACCESS_SECONDS - 60);
  // No pair outlives its session: shortly before its end all pairs have the same expiry and count together.
  const least = younger < sessionEnds ? younger : sessionEnds;
  const pairs = await reader(ctx).accessToken.findMany({
    where: { sessionId, expiresAt: { gte: least } },
    select: { hash: true },
    take: PAIRS_PER_MINUTE,
  });
  if (pairs.length >= PAIRS_PER_MINUTE) throw new DomainError("RATE_LIMITED");
}

async function exchange(tx: TxCtx, token: string): Promise<TokenPair | null> {
  const hash = tokenHash(token);
  const at = await now(tx);
  const seed = bytes(randomBytes(32));
  // A twin waits here for the first one's commit, then finds the token used.
  const bought = await tx.tx.$executeRaw`
    UPDATE "RefreshToken" r SET "usedAt" = ${at}, "childSeed" = ${seed}
    FROM "Session" s JOIN "User" u ON u."id" = s."userId"
    WHERE r."hash" = ${hash} AND r."usedAt" IS NULL AND r."expiresAt" > ${at} AND s."id" = r."sessionId" AND u."deletedAt" IS NULL
      AND s."revokedAt" IS NULL AND s."idleExpiresAt" > ${at} AND s."absExpiresAt" > ${at}`;
  const row = await tx.tx.refreshToken.findUnique({ where: { hash }, include: { session: true } });
  if (row === null) return null;
  if (bought === 1) return storePair(tx, row.sessionId, successorsOf(token, seed), { at, sessionEnds: row.expiresAt });
  if (row.usedAt === null || row.childSeed === null || row.session.revokedAt !== null) return null;
  const within = at.getTime() - row.usedAt.getTime() <= REFRESH_GRACE_SECONDS * 1_000;
  if (within) return toldAgain(row.usedAt, row.expiresAt, successorsOf(token, bytes(row.childSeed)));
  await endSession(tx, { sessionId: row.sessionId, userId: row.session.userId }, "refresh_replayed");
  await audit(tx, { action: "auth.refresh.replayed", subjectKind: "session", subjectId: row.sessionId, payload: {} });
  return null;
}

/** The pair that was made already; writes nothing. */
function toldAgain(boughtAt: Date, ends: Date, pair: { accessToken: string; refreshToken: string }): TokenPair {
  const access = after(boughtAt, ACCESS_SECONDS);
  return { ...pair, accessExpiresAt: (access < ends ? access : ends).toISOString(), refreshExpiresAt: ends.toISOString() };
}
