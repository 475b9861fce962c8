import { DomainError } from "@amanat/contracts";
import type { Ctx, TxCtx } from "./context.ts";
import { Prisma } from "./generated/client.ts";
import { rowsOf } from "./rows-of.ts";

/** Names of people of the caller's tenant, by id. Unknown people are left out. The caller's own is known: their session was just read. */
export async function namesOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { actor } = ctx;
  const own = actor.kind === "user" && ids.includes(actor.userId) ? [[actor.userId, actor.name] as const] : [];
  const others = [...new Set(ids)].filter((id) => own.every(([mine]) => mine !== id));
  if (others.length === 0) return new Map(own);
  const people = await rowsOf<{ id: string; name: string }>(
    ctx,
    Prisma.sql`SELECT "id", "name" FROM "User" WHERE "id" = ANY(${others}::uuid[]) AND "tenantId" = ${actor.tenantId}::uuid`,
  );
  return new Map([...own, ...people.map(({ id, name }) => [id, name] as const)]);
}

/**
 * Lets something new begin between these people: none of them is restricted, banned or gone. A ban that is being ruled, and
 * an account that is being closed, waits for this transaction, or this one for it.
 * Errors: ACCOUNT_RESTRICTED (the caller), INVALID_STATE (somebody else).
 */
export async function requireActive(tx: TxCtx, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  const barred = await rowsOf<{ id: string; barred: boolean }>(
    tx,
    Prisma.sql`SELECT "id"::text, "standing" <> 'active' OR "deletedAt" IS NOT NULL AS "barred" FROM "User" WHERE "id" = ANY(${wanted}::uuid[]) ORDER BY "id" FOR SHARE`,
  );
  const one = barred.find((person) => person.barred);
  if (!one) return;
  const { actor } = tx;
  const own = actor.kind === "user" && actor.userId === one.id;
  throw new DomainError(own ? "ACCOUNT_RESTRICTED" : "INVALID_STATE", own ? undefined : "Nothing new begins with this person.");
}

/** Whether a person may begin nothing new, or is gone. */
export async function isBarred(tx: TxCtx, id: string): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    Prisma.sql`SELECT 1 FROM "User" WHERE "id" = ${id}::uuid AND ("standing" <> 'active' OR "deletedAt" IS NOT NULL)`,
  );
  return rows.length > 0;
}
