import { type Actor, DomainError, isIdempotencyKey } from "@amanat/contracts";
import { type Ctx, noteTime, reader, timeIn, type TxCtx } from "./context.ts";
import { writeLast } from "./ending.ts";
import { Prisma } from "./generated/client.ts";
import { requireSystem } from "./guards.ts";
import { digestOf, type Json } from "./json.ts";
import { type Beginning, noteSettings, settingsOf } from "./settings.ts";
import { asked } from "./opening.ts";
import { inTransaction } from "./transaction.ts";

/** Whose key it is; null for anonymous callers, who must never get each other's answers. */
function principalOf(actor: Actor): string | null {
  if (actor.kind === "user") return actor.userId;
  return actor.kind === "system" ? `system:${actor.process}` : null;
}

type KeyId = { readonly principal: string; readonly route: string; readonly key: string };
type Begun = Beginning & { at: Date };

/**
 * Runs a write once per caller, route and Idempotency-Key. The key's row commits together with the effect:
 *
 * - the same key with the same body returns the stored answer;
 * - a concurrent twin waits for the first, then returns its answer;
 * - the same key with another body is refused;
 * - a key is free again `keyHours` after its call. Then only the state that the call has left behind stands against another one.
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
  const id = { principal, route, key };
  return inTransaction(ctx, async (tx) => {
    const begun = await begin(tx, id, requestHash);
    if ("answer" in begun) {
      if (Buffer.compare(begun.hash, requestHash) !== 0) throw new DomainError("IDEMPOTENCY_CONFLICT");
      // Stored by this route from a T; jsonb returns an equal value.
      return begun.answer as T;
    }
    noteTime(tx, begun.at);
    noteSettings(tx, begun);
    // A verb that this one calls must not use the caller's key as its own.
    const answer = await fn({ ...tx, idempotencyKey: null });
    const response = JSON.stringify(answer);
    writeLast(tx, `answer ${route} ${key}`, {
      sql: (n) =>
        Prisma.sql`${Prisma.raw(`answered_${n}`)} AS (UPDATE "IdempotencyKey" SET "response" = ${response}::jsonb WHERE ${named(id)})`,
    });
    return answer;
  });
}

const named = ({ principal, route, key }: KeyId): Prisma.Sql =>
  Prisma.sql`"principal" = ${principal} AND "route" = ${route} AND "key" = ${key}`;

/** Takes the key for this transaction, or returns the answer of the call that has it. */
async function begin(tx: TxCtx, id: KeyId, requestHash: Uint8Array): Promise<Begun | { answer: unknown; hash: Uint8Array }> {
  const { principal, route, key } = id;
  const at = await timeIn(tx);
  for (;;) {
    // Waits on the unique row while a twin is running, and then inserts nothing.
    const [inserted] = await asked<Begun>(
      tx.tx,
      Prisma.sql`INSERT INTO "IdempotencyKey" ("principal", "route", "key", "requestHash", "createdAt")
      VALUES (${principal}, ${route}, ${key}, ${requestHash}, ${at})
      ON CONFLICT DO NOTHING RETURNING clock_timestamp() AS at, ${settingsOf(tx)}`,
    );
    if (inserted) return inserted;
    const [row] = await tx.tx.$queryRaw<{ hash: Uint8Array; answer: unknown; over: boolean }[]>`
      SELECT "requestHash" AS hash, "response" AS answer, ${isOver(tx, at)} AS over FROM "IdempotencyKey" WHERE ${named(id)}`;
    if (row?.over === false) return row;
    // Its time is over: whoever takes the row away first begins anew. Where it is gone already, it is only inserted again.
    await tx.tx.$executeRaw`DELETE FROM "IdempotencyKey" WHERE ${named(id)} AND ${isOver(tx, at)}`;
  }
}

const isOver = ({ db }: Ctx, at: Prisma.Sql): Prisma.Sql => Prisma.sql`"createdAt" <= ${at} - make_interval(hours => ${db.keyHours}::int)`;

/** Keys of one statement, so that none holds its locks for long, and statements of one turn. */
const AT_ONCE = 1_000;
const BATCHES = 20;

/**
 * Deletes keys whose time is over, the oldest first. Rows that a running call holds are left alone; its own, which it has not committed, nobody
 * sees. Returns how many it deleted, at most twenty thousand. Several workers do not wait for each other. Errors: FORBIDDEN (not one of our
 * processes).
 */
export async function forgetKeys(ctx: Ctx): Promise<number> {
  requireSystem(ctx.actor);
  let gone = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const count = await forgetBatch(ctx);
    gone += count;
    if (count < AT_ONCE) break;
  }
  return gone;
}

/** `FOR UPDATE` looks at a row that has changed meanwhile again: a key that was begun anew is not taken. */
export async function forgetBatch(ctx: Ctx): Promise<number> {
  return reader(ctx).$executeRaw`
    DELETE FROM "IdempotencyKey" WHERE ("principal", "route", "key") IN (
      SELECT "principal", "route", "key" FROM "IdempotencyKey" WHERE ${isOver(ctx, await timeIn(ctx))}
      ORDER BY "createdAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)`;
}
