import { type PersonView, publicId } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";

/** Looks up the people a page names, in one query. The answer knows exactly the ids it was asked for. */
export async function people(ctx: Ctx, ids: readonly string[]): Promise<(id: string) => PersonView> {
  const rows = await reader(ctx).user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true, completedDeals: true },
  });
  const known = new Map(rows.map((row) => [row.id, personView(row)]));
  return (id) => {
    const person = known.get(id);
    if (!person) throw new Error("a row names a person who does not exist");
    return person;
  };
}

export function personView(row: { id: string; name: string; completedDeals: number }): PersonView {
  return { id: publicId("user", row.id), name: row.name, completedDeals: row.completedDeals };
}
