import { roleSchema, type UserActor } from "@amanat/contracts";
import type { Database } from "@amanat/db";
import * as z from "zod";

const STAFF = ["guard", "resolver", "admin"] as const;

const standing = z.array(z.object({ n: z.number(), roles: z.array(roleSchema) }));

const STANDING = `
  SELECT w."n"::int AS "n", CASE WHEN u."standing" = 'active' THEN u."roles"::text[] ELSE '{}' END AS "roles"
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS w("session", "person", "tenant", "n")
  JOIN "User" u ON u."id" = w."person" AND u."tenantId" = w."tenant" AND u."deletedAt" IS NULL AND u."standing" <> 'banned'
  WHERE EXISTS (SELECT FROM "Session" s WHERE s."id" = w."session" AND s."userId" = u."id" AND s."revokedAt" IS NULL
            AND s."idleExpiresAt" > now() AND s."absExpiresAt" > now())
    OR EXISTS (SELECT FROM "ApiKey" k WHERE k."id" = w."session" AND k."userId" = u."id" AND k."revokedAt" IS NULL
               AND (k."expiresAt" IS NULL OR k."expiresAt" > now()))`;

/**
 * Each person's own channel, and the rooms of the staff roles they have now; null where the session, or the API key in its place, has
 * ended.
 */
export async function channelsOf(db: Database, users: readonly UserActor[]): Promise<(string[] | null)[]> {
  const values = [users.map(({ sessionId }) => sessionId), users.map(({ userId }) => userId), users.map(({ tenantId }) => tenantId)];
  const { rows } = await db.pool.query({ name: "auth-standing", text: STANDING, values });
  const channels = users.map((): string[] | null => null);
  for (const { n, roles } of standing.parse(rows)) {
    const rooms = STAFF.filter((role) => roles.includes(role)).map((role) => `role:${role}`);
    channels[n - 1] = [`user:${users[n - 1]?.userId}`, ...rooms];
  }
  return channels;
}
