import { type Ctx, forgetGrants, inTransaction, now, requireSystem } from "@amanat/db";

/** Kept this long after they ended: a day's codes are counted by them, and an investigation may need them. */
const KEPT_MS = 2 * 86_400_000;
/** Rows of one kind per turn, so that no turn holds a lock for long. */
const AT_ONCE = 2_000;

const KINDS = ["AuthChallenge", "AccessToken", "RefreshToken"] as const;

/**
 * Deletes challenges, grants and tokens that ended two days ago. Anybody may ask for a challenge, so without this a stranger could fill the
 * disk. A refresh token ends with its session, so a reused one is recognised as long as it could do harm. Returns how many rows it deleted.
 * Several workers do not wait for each other. Errors: FORBIDDEN (not one of our processes).
 */
export async function forgetExpired(ctx: Ctx): Promise<number> {
  requireSystem(ctx.actor);
  let gone = await inTransaction(ctx, async (tx) => forgetGrants(tx, await lapsed(tx), AT_ONCE));
  for (const kind of KINDS) gone += await forget(ctx, kind);
  return gone;
}

function forget(ctx: Ctx, kind: (typeof KINDS)[number]): Promise<number> {
  const key = kind === "AuthChallenge" ? "id" : "hash";
  return inTransaction(ctx, async (tx) => {
    // Both names are from the list above.
    return tx.tx.$executeRawUnsafe(
      `DELETE FROM "${kind}" WHERE "${key}" IN (
        SELECT "${key}" FROM "${kind}" WHERE "expiresAt" < $1 ORDER BY "expiresAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      await lapsed(tx),
    );
  });
}

const lapsed = async (ctx: Ctx) => new Date((await now(ctx)).getTime() - KEPT_MS);
