import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";

/** Kept this long after their end: what a day's codes are counted by, and what somebody looking into an attack reads. */
const KEPT_MS = 2 * 86_400_000;
/** Rows of one kind per turn, so that no turn holds a lock for long. */
const AT_ONCE = 2_000;

const KINDS = ["AuthChallenge", "StepUpGrant", "AccessToken", "RefreshToken"] as const;

/**
 * Deletes challenges, grants and tokens that ended two days ago. Anybody may ask for a challenge, so without this a stranger could
 * fill the disk; a refresh token ends with its session, so a reused one is known as long as it could do harm.
 * Returns how many rows went. Several workers do not wait for each other. Errors: FORBIDDEN (not one of our processes).
 */
export async function forgetExpired(ctx: Ctx): Promise<number> {
  requireSystem(ctx.actor);
  let gone = 0;
  for (const kind of KINDS) gone += await forget(ctx, kind);
  return gone;
}

function forget(ctx: Ctx, kind: (typeof KINDS)[number]): Promise<number> {
  const key = kind === "AuthChallenge" ? "id" : "hash";
  return inTransaction(ctx, async (tx) => {
    const before = new Date((await now(tx)).getTime() - KEPT_MS);
    // Both names are from the list above.
    return tx.tx.$executeRawUnsafe(
      `DELETE FROM "${kind}" WHERE "${key}" IN (
        SELECT "${key}" FROM "${kind}" WHERE "expiresAt" < $1 ORDER BY "expiresAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      before,
    );
  });
}
