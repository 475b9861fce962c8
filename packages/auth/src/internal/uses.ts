import type { Database, TxCtx } from "@amanat/db";

/**
 * Traces of use: when a way in, a key or a session was last used, a passkey's counter, the cookie that takes the place of
 * another, the number that makes proofs from before worthless. Written all the time and without news for anybody, so they are
 * no changes for the audit trail; everything that is one goes through `rows.ts` and `sessions.ts`.
 */

/** A linked account was used, and calls itself this today. */
export async function wayUsed(tx: TxCtx, key: { provider: string; subject: string }, use: { at: Date; label: string }): Promise<void> {
  await tx.tx.identity.update({ where: { provider_subject: key }, data: { lastUsedAt: use.at, label: use.label } });
}

/** False when the passkey is flagged, or another answer has moved its counter meanwhile. */
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

/** Also puts off the session's idle end. */
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

/** A new cookie for a browser's live session; false for a program's, which has none. */
export async function cookieRotated(tx: TxCtx, id: string, cookie: { at: Date; hash: Uint8Array<ArrayBuffer> }): Promise<boolean> {
  const rotated = await tx.tx.$executeRaw`
    UPDATE "Session" SET "previousHash" = "tokenHash", "rotatedAt" = ${cookie.at}, "tokenHash" = ${cookie.hash}
    WHERE "id" = ${id}::uuid AND "revokedAt" IS NULL AND "tokenHash" IS NOT NULL`;
  return rotated === 1;
}

/** Makes every proof of who the person is that was given until now worthless for a new session. */
export async function proofsEnded(tx: TxCtx, userId: string): Promise<void> {
  await tx.tx.$executeRaw`UPDATE "User" SET "sessionEpoch" = "sessionEpoch" + 1 WHERE "id" = ${userId}::uuid`;
}
