import { type Actor, DomainError, roleSchema, type UserActor } from "@amanat/contracts";
import { type Database, TENANT_ID } from "@amanat/db";
import * as z from "zod";
import { tokenHash } from "./internal/token.ts";
import { lifetimeFor, TOUCH_SECONDS } from "./rules.ts";

const liveRow = z.object({
  id: z.string(),
  userId: z.string(),
  tenantId: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  stepUpAt: z.date().nullable(),
  stale: z.boolean(),
});

/** One statement, by the database's clock: this runs on every call. */
const FIND = `
  SELECT s."id", s."userId", u."tenantId", u."name", u."roles"::text[] AS "roles", s."stepUpAt",
         s."lastSeenAt" < now() - make_interval(secs => ${TOUCH_SECONDS}) AS "stale"
  FROM "Session" s JOIN "User" u ON u."id" = s."userId"
  WHERE s."tokenHash" = $1 AND s."revokedAt" IS NULL AND u."deletedAt" IS NULL
    AND s."idleExpiresAt" > now() AND s."absExpiresAt" > now()`;

const TOUCH = `
  UPDATE "Session" SET "lastSeenAt" = now(), "idleExpiresAt" = LEAST(now() + make_interval(secs => $2), "absExpiresAt")
  WHERE "id" = $1 AND "revokedAt" IS NULL`;

/**
 * The one place where a token becomes an actor, for cookies and bearers alike. Roles are read anew on
 * every call, so that a change counts at once. Errors: INVALID_TOKEN (unknown, revoked, expired).
 */
export async function sessionFromToken(db: Database, token: string): Promise<UserActor> {
  const hash = tokenHash(token);
  if (!hash) throw new DomainError("INVALID_TOKEN");
  const found = await db.pool.query({ name: "auth-session", text: FIND, values: [Buffer.from(hash)] });
  const row = liveRow.nullable().parse(found.rows[0] ?? null);
  if (!row) throw new DomainError("INVALID_TOKEN");
  if (row.stale) await db.pool.query(TOUCH, [row.id, lifetimeFor(row.roles).idleSeconds]);
  return {
    kind: "user",
    tenantId: row.tenantId,
    userId: row.userId,
    sessionId: row.id,
    name: row.name,
    roles: row.roles,
    stepUpAt: row.stepUpAt,
  };
}

/** Nobody, in the one tenant there is so far. */
export function anonymous(tenantId: string = TENANT_ID): Extract<Actor, { kind: "anonymous" }> {
  return { kind: "anonymous", tenantId };
}
