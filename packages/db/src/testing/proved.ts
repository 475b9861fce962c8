import { createHash, randomBytes } from "node:crypto";
import { isDomainError, type StepUpDemand } from "@amanat/contracts";
import { type Ctx, now } from "../context.ts";
import { demandHash } from "../grants.ts";
import { requireUser } from "../guards.ts";
import { bytes } from "../json.ts";

/** A grant for exactly this demand, as a completed step-up leaves one. Returns its token. */
async function grant(ctx: Ctx, demand: StepUpDemand): Promise<string> {
  const { userId, sessionId } = requireUser(ctx.actor);
  const token = `amn_su_${randomBytes(32).toString("base64url")}`;
  const at = await now(ctx);
  await ctx.db.prisma.stepUpGrant.create({
    data: {
      hash: bytes(createHash("sha256").update(token).digest()),
      sessionId,
      userId,
      demandHash: demandHash(demand),
      method: "passkey",
      createdAt: at,
      expiresAt: new Date(at.getTime() + 5 * 60_000),
    },
  });
  return token;
}

/**
 * Runs a verb as somebody who proves to be there when asked: meets the demand, is granted it and runs again, as a client
 * does. The proof itself is the auth package's own business and tested there.
 */
export async function proved<T>(ctx: Ctx, run: (ctx: Ctx) => Promise<T>): Promise<T> {
  try {
    return await run(ctx);
  } catch (error) {
    if (!isDomainError(error) || error.stepUp === null) throw error;
    return run({ ...ctx, stepUp: await grant(ctx, error.stepUp) });
  }
}
