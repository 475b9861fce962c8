import { type Ctx, reader } from "./context.ts";

/** Names of people of the caller's tenant, by id. Unknown people are left out. */
export async function namesOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const where = { id: { in: [...new Set(ids)] }, tenantId: ctx.actor.tenantId };
  const people = await reader(ctx).user.findMany({ where, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [id, name]));
}
