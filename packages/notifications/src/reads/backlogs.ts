import { NOTICE_CHANNELS } from "@amanat/contracts";
import { type Ctx, now, reader, requireRole } from "@amanat/db";

/** What is due through one channel, is tried again, and could not be delivered; since when the first of what is due waits. */
type Backlog = { name: string; waiting: number; failing: number; dead: number; since: Date | null };

/** Every channel with what it owes the tenant's people, counting at most so many. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function channelBacklogs(ctx: Ctx, most: number): Promise<Backlog[]> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const at = await now(ctx);
  return reader(ctx).$queryRaw<Backlog[]>`
    WITH owed AS (
      (SELECT "channel", "status", "attempts", "dueAt" FROM "NoticeDelivery"
       WHERE "status" = 'waiting' AND "dueAt" <= ${at} AND "tenantId" = ${tenantId}::uuid ORDER BY "dueAt" LIMIT ${most})
      UNION ALL
      (SELECT "channel", "status", "attempts", "dueAt" FROM "NoticeDelivery"
       WHERE "status" IN ('dead', 'unknown') AND "tenantId" = ${tenantId}::uuid ORDER BY "closedAt" DESC, "id" LIMIT ${most})
    )
    SELECT c."name",
      count(o."status") FILTER (WHERE o."status" = 'waiting' AND o."attempts" = 0)::int AS "waiting",
      count(o."status") FILTER (WHERE o."status" = 'waiting' AND o."attempts" > 0)::int AS "failing",
      count(o."status") FILTER (WHERE o."status" <> 'waiting')::int AS "dead",
      min(o."dueAt") FILTER (WHERE o."status" = 'waiting') AS "since"
    FROM unnest(${[...NOTICE_CHANNELS]}::text[]) WITH ORDINALITY AS c("name", "n") LEFT JOIN owed o ON o."channel" = c."name"
    GROUP BY c."name", c."n" ORDER BY c."n"`;
}
