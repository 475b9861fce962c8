import type { Ctx } from "./context.ts";
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
