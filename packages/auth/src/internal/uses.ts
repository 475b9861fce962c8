import type { Database, TxCtx } from "@amanat/db";

/**
 * Traces of use: when an account, a key or a session was last used, a passkey's counter, a replaced cookie, the number that voids earlier
 * proofs. They are written all the time and tell nobody anything new, so they are not audited. Audited changes go through `write-rows.ts`
 * and `sessions.ts`.
 */

/** Notes the use of a linked account and its current label. */
export async function wayUsed(tx: TxCtx, key: { provider: string; subject: string }, use: { at: Date; label: string }): Promise<void> {
  await tx.tx.identity.update({ where: { provider_subject: key }, data: { lastUsedAt: use.at, label: use.label } });
}

/** Returns false when the passkey is flagged, or another answer has moved its counter meanwhile. */
export async function passkeyUsed(
  tx: TxCtx,
  passkey: { credentialId: string; counter: bigint },
  use: { at: Date; counter: number; backedUp: boolean },
): Promise<boolean> {
  const { count } = await tx.tx.passkey.updateMany({
    where: { credentialId: passkey.credentialId, counter: passkey.counter, flaggedAt: null },
    data: { counter: BigInt(use.counter), backedUp: use.backedUp, lastUsedAt: use.at },
  });
  return count === 1;
}

export async function apiKeyUsed(db: Database, id: string): Promise<void> {
  await db.pool.query(`UPDATE "ApiKey" SET "lastUsedAt" = now() WHERE "id" = $1`, [id]);
}

/** Also extends the session's idle time. */
export async function sessionUsed(
  db: Database,
  id: string,
  use: { idleSeconds: number; address: string; country: string | null },
): Promise<void> {
  await db.pool.query(
    `UPDATE "Session" SET "lastSeenAt" = now(), "idleExpiresAt" = LEAST(now() + make_interval(secs => $2), "absExpiresAt"),
       "address" = COALESCE(NULLIF($3, ''), "address"), "country" = CASE WHEN $3 = '' THEN "country" ELSE $4 END
     WHERE "id" = $1 AND "revokedAt" IS NULL`,
    [id, use.idleSeconds, use.address, use.country],
  );
}

/** Gives a browser's live session a new cookie; returns false for a program's, which has none. */
export async function cookieRotated(tx: TxCtx, id: string, cookie: { at: Date; hash: Uint8Array<ArrayBuffer> }): Promise<boolean> {
  const rotated = await tx.tx.$executeRaw`
    UPDATE "Session" SET "previousHash" = "tokenHash", "rotatedAt" = ${cookie.at}, "tokenHash" = ${cookie.hash}
    WHERE "id" = ${id}::uuid AND "revokedAt" IS NULL AND "tokenHash" IS NOT NULL`;
  return rotated === 1;
}

/** Voids every identity proof given so far for new sessions. */
export async function proofsEnded(tx: TxCtx, userId: string): Promise<void> {
  await tx.tx.$executeRaw`UPDATE "User" SET "sessionEpoch" = "sessionEpoch" + 1 WHERE "id" = ${userId}::uuid`;
}

/** Takes away where a person came from and what they called their keys, once they go. Their sessions and keys have ended. */
export async function eraseTraces(tx: TxCtx, userId: string): Promise<number> {
  const sessions = await tx.tx.$executeRaw`
    UPDATE "Session" SET "userAgent" = '', "address" = '', "country" = NULL
    WHERE "userId" = ${userId}::uuid AND ("userAgent" <> '' OR "address" <> '' OR "country" IS NOT NULL)`;
  const keys = await tx.tx.$executeRaw`
    UPDATE "ApiKey" SET "name" = '', "cidrs" = '{}' WHERE "userId" = ${userId}::uuid AND ("name" <> '' OR "cidrs" <> '{}')`;
  return sessions + keys;
}

/** Forgets from where and with what ended sessions were used; that there were some stays. Returns how many. */
export function forgetOrigins(tx: TxCtx, ids: readonly string[]): Promise<number> {
  return tx.tx.$executeRaw`
    UPDATE "Session" SET "userAgent" = '', "address" = '', "country" = NULL
    WHERE "id" = ANY (${[...ids]}::uuid[]) AND least("revokedAt", "absExpiresAt") < statement_timestamp()`;
}
