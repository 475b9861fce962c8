import { PROVIDER_WEBHOOKS } from "@amanat/contracts";
import { type Ctx, reader, requireRole } from "@amanat/db";

/** What came by one provider's webhooks and waits, is tried again, and was set aside; since when the first that is not set aside waits. */
type Backlog = { name: string; waiting: number; failing: number; dead: number; since: Date | null };

/** Every provider with what of it is not processed, counting at most so many. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function inboxBacklogs(ctx: Ctx, most: number): Promise<Backlog[]> {
  requireRole(ctx.actor, "guard", "admin");
  return reader(ctx).$queryRaw<Backlog[]>`
    WITH owed AS (
      (SELECT "provider", "attempts", "receivedAt", false AS "aside" FROM "WebhookInbox" WHERE "processedAt" IS NULL ORDER BY "nextAt" LIMIT ${most})
      UNION ALL
      (SELECT "provider", "attempts", "receivedAt", true FROM "WebhookInbox" WHERE "setAsideAt" IS NOT NULL LIMIT ${most})
    )
    SELECT p."name",
      count(o."provider") FILTER (WHERE NOT o."aside" AND o."attempts" = 0)::int AS "waiting",
      count(o."provider") FILTER (WHERE NOT o."aside" AND o."attempts" > 0)::int AS "failing",
      count(o."provider") FILTER (WHERE o."aside")::int AS "dead",
      min(o."receivedAt") FILTER (WHERE NOT o."aside") AS "since"
    FROM unnest(${Object.keys(PROVIDER_WEBHOOKS)}::text[]) WITH ORDINALITY AS p("name", "n") LEFT JOIN owed o ON o."provider" = p."name"
    GROUP BY p."name", p."n" ORDER BY p."n"`;
}
