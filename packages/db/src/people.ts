import { type Ctx, reader } from "./context.ts";

/** The names of people of the asking one's tenant, by id: rows of every context point to people. Who is not there has none. */
export async function namesOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const where = { id: { in: [...new Set(ids)] }, tenantId: ctx.actor.tenantId };
  const people = await reader(ctx).user.findMany({ where, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [id, name]));
}
