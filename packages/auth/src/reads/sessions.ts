import { publicId, type sessionList, SURFACES } from "@amanat/contracts";
import { type Ctx, now, reader, requireUser } from "@amanat/db";
import type * as z from "zod";

/** The person's live sessions, the newest first. Errors: AUTHENTICATION_REQUIRED. */
export async function sessions(ctx: Ctx): Promise<z.input<typeof sessionList>> {
  const user = requireUser(ctx.actor);
  const at = await now(ctx);
  const rows = await reader(ctx).session.findMany({
    where: { userId: user.userId, revokedAt: null, idleExpiresAt: { gt: at }, absExpiresAt: { gt: at } },
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return {
    sessions: rows.map((row) => ({
      id: publicId("session", row.id),
      current: row.id === user.sessionId,
      surface: SURFACES.find((known) => known === row.surface) ?? "sdk",
      userAgent: row.userAgent,
      address: row.address,
      country: row.country,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
    })),
  };
}
