import { DomainError, roleSchema, type UserActor } from "@amanat/contracts";
import type { Database } from "@amanat/db";
import * as z from "zod";

const STAFF = ["guard", "resolver", "admin"] as const;

const standing = z.object({ roles: z.array(roleSchema) });

const STANDING = `
  SELECT u."roles"::text[] AS "roles" FROM "User" u
  WHERE u."id" = $2 AND u."tenantId" = $3 AND u."deletedAt" IS NULL AND (
    EXISTS (SELECT FROM "Session" s WHERE s."id" = $1 AND s."userId" = u."id" AND s."revokedAt" IS NULL
            AND s."idleExpiresAt" > now() AND s."absExpiresAt" > now())
    OR EXISTS (SELECT FROM "ApiKey" k WHERE k."id" = $1 AND k."userId" = u."id" AND k."revokedAt" IS NULL
               AND (k."expiresAt" IS NULL OR k."expiresAt" > now())))`;

/**
 * A person's own channel, and the rooms of the staff roles they have now.
 * Errors: INVALID_TOKEN (the session, or the API key in its place, has ended).
 */
export async function channelsOf(db: Database, user: UserActor): Promise<string[]> {
  const found = await db.pool.query({ name: "auth-standing", text: STANDING, values: [user.sessionId, user.userId, user.tenantId] });
  const row = standing.nullable().parse(found.rows[0] ?? null);
  if (!row) throw new DomainError("INVALID_TOKEN");
  const rooms = STAFF.filter((role) => row.roles.includes(role)).map((role) => `role:${role}`);
  return [`user:${user.userId}`, ...rooms];
}
