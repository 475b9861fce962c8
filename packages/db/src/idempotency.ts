import { type Actor, DomainError, isIdempotencyKey } from "@amanat/contracts";
import { type Ctx, noteTime, type TxCtx } from "./context.ts";
import { writeLast } from "./ending.ts";
import { Prisma } from "./generated/client.ts";
import { bytes, digestOf, type Json } from "./json.ts";
import { type Beginning, noteSettings, settingsOf } from "./settings.ts";
import { inTransaction } from "./transaction.ts";

/** Whose key it is; null for anonymous callers, who must never get each other's answers. */
function principalOf(actor: Actor): string | null {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "system" ? `system:${actor.process}` : null;
}

/**
 * Runs a write once per caller, route and Idempotency-Key. The key's row commits together with the effect:
 *
 * - the same key with the same body returns the stored answer;
 * - a concurrent twin waits for the first, then returns its answer;
 * - the same key with another body is refused.
 *
 * Without a key, or for an anonymous caller, it is `inTransaction`.
 * Errors: IDEMPOTENCY_CONFLICT, VALIDATION_ERROR (malformed key), BUSY.
 */
export function oncePerKey<T extends Json>(ctx: Ctx, route: string, input: unknown, fn: (tx: TxCtx) => Promise<T>): Promise<T> {
  const key = ctx.idempotencyKey;
  const principal = principalOf(ctx.actor);
  if (key === null || principal === null) return inTransaction(ctx, fn);
  if (!isIdempotencyKey(key)) throw new DomainError("VALIDATION_ERROR", "The Idempotency-Key must be 8 to 128 of A-Z a-z 0-9 . _ : -");
  const requestHash = digestOf(input);
  return inTransaction(ctx, async (tx) => {
    // Waits on the unique row while a twin is running, and then inserts nothing.
    const [inserted] = await tx.tx.$queryRaw<(Beginning & { at: Date })[]>`
      INSERT INTO "IdempotencyKey" ("principal", "route", "key", "requestHash") VALUES (${principal}, ${route}, ${key}, ${requestHash})
      ON CONFLICT DO NOTHING RETURNING clock_timestamp() AS at, ${settingsOf(tx)}`;
    if (!inserted) return replay<T>(tx, { principal, route, key }, requestHash);
    noteTime(tx, inserted.at);
    noteSettings(tx, inserted);
    // A verb that this one calls must not use the caller's key as its own.
    const answer = await fn({ ...tx, idempotencyKey: null });
    const response = JSON.stringify(answer);
    writeLast(tx, `answer ${route} ${key}`, {
      sql: (n) => Prisma.sql`${Prisma.raw(`answered_${n}`)} AS (
        UPDATE "IdempotencyKey" SET "response" = ${response}::jsonb
        WHERE "principal" = ${principal} AND "route" = ${route} AND "key" = ${key})`,
    });
    return answer;
  });
}

async function replay<T extends Json>(
  tx: TxCtx,
  id: { principal: string; route: string; key: string },
  requestHash: Uint8Array,
): Promise<T> {
  const row = await tx.tx.idempotencyKey.findUniqueOrThrow({ where: { principal_route_key: id } });
  if (Buffer.compare(bytes(row.requestHash), requestHash) !== 0) throw new DomainError("IDEMPOTENCY_CONFLICT");
  // Stored by this route from a T; jsonb returns an equal value.
  return row.response as T;
}
