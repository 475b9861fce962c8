import { DomainError, roleSchema, type UserActor } from "@amanat/contracts";
import type { Database } from "@amanat/db";
import * as z from "zod";

/** Deals followed at once. Live ones come first; a person with more sees the rest when opening them. */
const MOST_DEALS = 64;
const STAFF = ["guard", "resolver", "admin"] as const;

const standing = z.object({ roles: z.array(roleSchema), deals: z.array(z.uuid()) });

const STANDING = `
  SELECT u."roles"::text[] AS "roles",
         ARRAY(SELECT d."id"::text FROM "DealParty" p JOIN "Deal" d ON d."id" = p."dealId"
               WHERE p."userId" = u."id" GROUP BY d."id"
               ORDER BY d."closedAt" IS NOT NULL, d."createdAt" DESC LIMIT ${MOST_DEALS}) AS "deals"
  FROM "User" u
  WHERE u."id" = $2 AND u."tenantId" = $3 AND u."deletedAt" IS NULL AND (
    EXISTS (SELECT FROM "Session" s WHERE s."id" = $1 AND s."userId" = u."id" AND s."revokedAt" IS NULL
            AND s."idleExpiresAt" > now() AND s."absExpiresAt" > now())
    OR EXISTS (SELECT FROM "ApiKey" k WHERE k."id" = $1 AND k."userId" = u."id" AND k."revokedAt" IS NULL
               AND (k."expiresAt" IS NULL OR k."expiresAt" > now())))`;

/**
 * The channels a person may read at this moment, from the database alone: their own, those of deals
 * they are party to, the rooms of staff roles they hold, and the public market.
 * Errors: INVALID_TOKEN (the session, or the API key that stands for one, has ended).
 */
export async function channelsOf(db: Database, user: UserActor): Promise<string[]> {
  const found = await db.pool.query({ name: "realtime-standing", text: STANDING, values: [user.sessionId, user.userId, user.tenantId] });
  const row = standing.nullable().parse(found.rows[0] ?? null);
  if (!row) throw new DomainError("INVALID_TOKEN");
  const rooms = STAFF.filter((role) => row.roles.includes(role)).map((role) => `role:${role}`);
  return [`user:${user.userId}`, "market", ...rooms, ...row.deals.map((deal) => `deal:${deal}`)];
}

/** Wakes a stream when its session ends; carries nothing to read. */
export function sessionChannel(user: UserActor): string {
  return `session:${user.sessionId}`;
}
