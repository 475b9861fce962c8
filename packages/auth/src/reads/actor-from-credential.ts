import { type Actor, DomainError, roleSchema, type UserActor } from "@amanat/contracts";
import { type Database, TENANT_ID } from "@amanat/db";
import * as z from "zod";
import { apiKeyActor } from "../internal/api-key-actor.ts";
import { actorStanding } from "../internal/standing.ts";
import { countryOf } from "../internal/place.ts";
import { tokenHash, tokenKind } from "../internal/token.ts";
import { sessionUsed } from "../internal/uses.ts";
import { lifetimeFor, ROTATION_GRACE_SECONDS, TOUCH_SECONDS } from "../rules.ts";

/** The credential of a call: a browser's cookie, or a bearer (an access token or an API key). */
export type Credential = { carrier: "cookie" | "bearer"; token: string; address: string };

const liveRow = z.object({
  id: z.string(),
  userId: z.string(),
  tenantId: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  restricted: z.boolean(),
  stale: z.boolean(),
});

const COLUMNS = `s."id", s."userId", u."tenantId", u."name", u."roles"::text[] AS "roles", u."standing" <> 'active' AS "restricted",
  s."lastSeenAt" < now() - make_interval(secs => ${TOUCH_SECONDS}) AS "stale"`;
const LIVE = `s."revokedAt" IS NULL AND u."deletedAt" IS NULL AND u."standing" <> 'banned' AND s."idleExpiresAt" > now() AND s."absExpiresAt" > now()`;

/** One statement each, by the database's clock: one of them runs on every call. */
const BY_COOKIE = `
  SELECT ${COLUMNS} FROM "Session" s JOIN "User" u ON u."id" = s."userId"
  WHERE (s."tokenHash" = $1 OR (s."previousHash" = $1 AND s."rotatedAt" > now() - make_interval(secs => ${ROTATION_GRACE_SECONDS}))) AND ${LIVE}`;
const BY_ACCESS_TOKEN = `
  SELECT ${COLUMNS} FROM "AccessToken" a JOIN "Session" s ON s."id" = a."sessionId" JOIN "User" u ON u."id" = s."userId"
  WHERE a."hash" = $1 AND a."expiresAt" > now() AND ${LIVE}`;

/**
 * The only place where a token becomes an actor. The token's form says what kind it is, and it must have come the right way: a cookie's
 * token is not accepted as a bearer. Roles are read on every call, so a change of roles takes effect at once.
 * Errors: INVALID_TOKEN (unknown, revoked, expired, or sent the wrong way), FORBIDDEN (an API key outside its networks).
 */
export async function actorFromCredential(db: Database, credential: Credential): Promise<UserActor> {
  const kind = tokenKind(credential.token);
  if (credential.carrier === "bearer" && kind === "apiKey") return apiKeyActor(db, credential.token, credential.address);
  const wanted = credential.carrier === "cookie" ? "cookie" : "access";
  if (kind !== wanted) throw new DomainError("INVALID_TOKEN");
  const query = kind === "cookie" ? { name: "auth-cookie", text: BY_COOKIE } : { name: "auth-access", text: BY_ACCESS_TOKEN };
  const found = await db.pool.query({ ...query, values: [Buffer.from(tokenHash(credential.token))] });
  const row = liveRow.nullable().parse(found.rows[0] ?? null);
  if (!row) throw new DomainError("INVALID_TOKEN");
  if (row.stale) {
    const { idleSeconds } = lifetimeFor(row.roles);
    await sessionUsed(db, row.id, { idleSeconds, address: credential.address.slice(0, 60), country: countryOf(credential.address) });
  }
  const { userId, tenantId, name } = row;
  return { kind: "user", sessionId: row.id, scopes: null, userId, tenantId, name, ...actorStanding(row) };
}

/** An anonymous caller, in the only tenant there is so far. */
export function anonymous(tenantId: string = TENANT_ID): Extract<Actor, { kind: "anonymous" }> {
  return { kind: "anonymous", tenantId };
}
