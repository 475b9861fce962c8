import { DomainError, roleSchema, SCOPES, type UserActor } from "@amanat/contracts";
import type { Database } from "@amanat/db";
import ipaddr from "ipaddr.js";
import * as z from "zod";
import { actorStanding } from "./standing.ts";
import { tokenHash } from "./token.ts";
import { apiKeyUsed } from "./uses.ts";

const keyRow = z.object({
  id: z.string(),
  userId: z.string(),
  tenantId: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  restricted: z.boolean(),
  // A stored scope that the product no longer has grants nothing.
  scopes: z.array(z.string()).transform((named) => SCOPES.filter((scope) => named.includes(scope))),
  cidrs: z.array(z.string()),
  stale: z.boolean(),
});

const FIND = `
  SELECT k."id", k."userId", k."tenantId", u."name", u."roles"::text[] AS "roles", u."standing" <> 'active' AS "restricted", k."scopes", k."cidrs",
         k."lastUsedAt" IS NULL OR k."lastUsedAt" < now() - interval '1 minute' AS "stale"
  FROM "ApiKey" k JOIN "User" u ON u."id" = k."userId"
  WHERE k."hash" = $1 AND k."revokedAt" IS NULL AND u."deletedAt" IS NULL AND u."standing" <> 'banned' AND (k."expiresAt" IS NULL OR k."expiresAt" > now())`;

/** Whether an address lies in one of the networks; an empty list means every network. */
export function isWithin(cidrs: readonly string[], address: string): boolean {
  if (cidrs.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const asker = ipaddr.process(address);
  return cidrs.some((cidr) => {
    const [network, bits] = ipaddr.parseCIDR(cidr);
    return network.kind() === asker.kind() && asker.match(network, bits);
  });
}

/** The owner of an API key, limited to the key's scopes. Errors: INVALID_TOKEN, FORBIDDEN (outside its networks). */
export async function apiKeyActor(db: Database, key: string, address: string): Promise<UserActor> {
  const found = await db.pool.query({ name: "auth-api-key", text: FIND, values: [Buffer.from(tokenHash(key))] });
  const row = keyRow.nullable().parse(found.rows[0] ?? null);
  if (!row) throw new DomainError("INVALID_TOKEN");
  if (!isWithin(row.cidrs, address)) throw new DomainError("FORBIDDEN", "This API key may not be used from this network.");
  if (row.stale) await apiKeyUsed(db, row.id);
  const { userId, tenantId, name, scopes } = row;
  return { kind: "user", sessionId: row.id, scopes, userId, tenantId, name, ...actorStanding(row) };
}
