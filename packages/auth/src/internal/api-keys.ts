import { randomBytes, randomInt } from "node:crypto";
import { type ApiKeyView, DomainError, publicId, scopeSchema, uuidOf } from "@amanat/contracts";
import { audit, newId, now, requireUser, type TxCtx } from "@amanat/db";
import { tokenHash } from "./token.ts";
import { type ApiKeyRow, insertApiKey } from "./write-rows.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

export function apiKeyView(row: ApiKeyRow): ApiKeyView {
  return {
    id: publicId("apiKey", row.id),
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes.flatMap((scope) => scopeSchema.safeParse(scope).data ?? []),
    cidrs: row.cidrs,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export const apiKeyDemand = (action: "api_key.create" | "api_key.rotate", subject: string) =>
  ({ action, subject, amount: null, asset: null, destination: null }) as const;

export async function insertKey(
  tx: TxCtx,
  kind: "live" | "test",
  wanted: { name: string; scopes: readonly string[]; cidrs: readonly string[]; expiresAt: Date | null },
): Promise<{ key: string; row: ApiKeyRow }> {
  const user = requireUser(tx.actor);
  const prefix = `amn_${kind}_${Array.from({ length: 12 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("")}`;
  const key = `${prefix}_${randomBytes(32).toString("base64url")}`;
  const row = await insertApiKey(tx, {
    id: newId(),
    tenantId: user.tenantId,
    userId: user.userId,
    name: wanted.name,
    prefix,
    hash: tokenHash(key),
    scopes: [...wanted.scopes],
    cidrs: [...wanted.cidrs],
    expiresAt: wanted.expiresAt,
    createdAt: await now(tx),
  });
  const payload = { prefix, scopes: row.scopes, cidrs: row.cidrs, expiresAt: row.expiresAt?.toISOString() ?? null };
  await audit(tx, { action: "auth.api_key.created", subjectKind: "api_key", subjectId: row.id, payload });
  return { key, row };
}

/** Locks the person's own live key. Errors: NOT_FOUND (another person's, ended, unknown). */
export async function lockKey(tx: TxCtx, publicKeyId: string): Promise<ApiKeyRow> {
  const user = requireUser(tx.actor);
  const id = uuidOf("apiKey", publicKeyId);
  if (id === null) throw new DomainError("NOT_FOUND");
  await tx.tx.$queryRaw`SELECT 1 FROM "ApiKey" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.tx.apiKey.findFirst({ where: { id, userId: user.userId, revokedAt: null } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}
