import { randomBytes, randomInt } from "node:crypto";
import {
  type apiKeyCreated,
  type apiKeyList,
  type ApiKeyView,
  type byApiKey,
  type createApiKeyInput,
  DomainError,
  publicId,
  type rotateApiKeyInput,
  scopeSchema,
  uuidOf,
} from "@amanat/contracts";
import { audit, type Ctx, digestOf, inTransaction, newId, now, reader, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { endApiKeys } from "../internal/end-api-keys.ts";
import { lockPerson } from "../internal/people.ts";
import { type ApiKeyRow, changeApiKey, insertApiKey } from "../internal/write-rows.ts";
import { tokenHash } from "../internal/token.ts";
import { after } from "../rules.ts";

/** Live keys of one person; more than this is a program that makes keys by mistake. */
const MOST_KEYS = 50;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

function viewOf(row: ApiKeyRow): ApiKeyView {
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

/** The person's keys, the newest first, ended ones included. Errors: AUTHENTICATION_REQUIRED. */
export async function apiKeys(ctx: Ctx): Promise<z.input<typeof apiKeyList>> {
  const user = requireUser(ctx.actor);
  const rows = await reader(ctx).apiKey.findMany({ where: { userId: user.userId }, orderBy: { createdAt: "desc" }, take: 100 });
  return { keys: rows.map(viewOf) };
}

/**
 * A new key, shown this once. `live` where the chain is real, `test` in the demo.
 * Two at once: one after the other; after a reset of the password, which ends every key, none.
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, INVALID_STATE (too many keys), BUSY.
 */
export async function createApiKey(
  ctx: Ctx,
  input: z.output<typeof createApiKeyInput>,
  kind: "live" | "test",
): Promise<z.input<typeof apiKeyCreated>> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    await lockPerson(tx, user.userId);
    const at = await now(tx);
    const goesOn = { OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] };
    const live = await tx.tx.apiKey.count({ where: { userId: user.userId, revokedAt: null, ...goesOn } });
    if (live >= MOST_KEYS)
      throw new DomainError("INVALID_STATE", "You have as many live API keys as one person may have. Revoke one first.");
    await requireStepUp(tx, demandFor("api_key.create", subjectOf(input)));
    const created = await insertKey(tx, kind, { ...input, expiresAt: input.days === null ? null : after(at, input.days * 86_400) });
    return { key: created.key, view: viewOf(created.row) };
  });
}

/** What a new key will be able to do is what is proved: in words, as far as a person reads, and all of it as a digest. */
function subjectOf({ name, scopes, cidrs, days }: z.output<typeof createApiKeyInput>): string {
  const where = cidrs.length > 0 ? ` @ ${cidrs.join(" ")}` : "";
  const words = `${name} (${days === null ? "no end" : `${days} days`}): ${scopes.toSorted().join(" ")}${where}`;
  const digest = Buffer.from(digestOf({ name, scopes: scopes.toSorted(), cidrs, days })).toString("hex");
  return `${words.slice(0, 220)} sha256:${digest}`;
}

const demandFor = (action: "api_key.create" | "api_key.rotate", subject: string) =>
  ({ action, subject, amount: null, asset: null, destination: null }) as const;

async function insertKey(
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

/** Own and live, locked. Somebody else's, ended and unknown ones are NOT_FOUND. */
async function lockKey(tx: TxCtx, publicKeyId: string): Promise<ApiKeyRow> {
  const user = requireUser(tx.actor);
  const id = uuidOf("apiKey", publicKeyId);
  if (id === null) throw new DomainError("NOT_FOUND");
  await tx.tx.$queryRaw`SELECT 1 FROM "ApiKey" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.tx.apiKey.findFirst({ where: { id, userId: user.userId, revokedAt: null } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}

/**
 * A successor with the same name, scopes and networks; the old key goes on for the overlap, then ends.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, STEP_UP_REQUIRED, INVALID_STATE (rotated before), BUSY.
 */
export async function rotateApiKey(ctx: Ctx, input: z.output<typeof rotateApiKeyInput>): Promise<z.input<typeof apiKeyCreated>> {
  const user = requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    await lockPerson(tx, user.userId);
    const old = await lockKey(tx, input.apiKeyId);
    const at = await now(tx);
    if (old.rotatedTo !== null || (old.expiresAt !== null && old.expiresAt <= at)) throw new DomainError("INVALID_STATE");
    await requireStepUp(tx, demandFor("api_key.rotate", input.apiKeyId));
    const life = old.expiresAt === null ? null : (old.expiresAt.getTime() - old.createdAt.getTime()) / 1_000;
    const kind = old.prefix.startsWith("amn_test_") ? "test" : "live";
    const created = await insertKey(tx, kind, { ...old, expiresAt: life === null ? null : after(at, life) });
    const overlapEnds = after(at, input.overlapHours * 3_600);
    const ends = old.expiresAt !== null && old.expiresAt < overlapEnds ? old.expiresAt : overlapEnds;
    await changeApiKey(tx, old, { rotatedTo: created.row.id, expiresAt: ends });
    await audit(tx, {
      action: "auth.api_key.rotated",
      subjectKind: "api_key",
      subjectId: old.id,
      payload: { to: publicId("apiKey", created.row.id), worksUntil: ends.toISOString() },
    });
    return { key: created.key, view: viewOf(created.row) };
  });
}

/** Ends a key at once, its open streams included. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, BUSY. */
export async function revokeApiKey(ctx: Ctx, input: z.output<typeof byApiKey>): Promise<ApiKeyView> {
  requireUser(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const key = await lockKey(tx, input.apiKeyId);
    await endApiKeys(tx, { id: key.id });
    return viewOf(await tx.tx.apiKey.findUniqueOrThrow({ where: { id: key.id } }));
  });
}
