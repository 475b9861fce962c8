import type { PartyRole } from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";

type Told = { readonly title: string; readonly people: { userId: string; role: PartyRole }[] };

/** The people of deals and what they are called, by id. Does no access check: whoever asks decides by it. */
export async function partiesOf(ctx: Ctx, dealIds: readonly string[]): Promise<ReadonlyMap<string, Told>> {
  if (dealIds.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; title: string; userId: string; role: PartyRole }>(
    ctx,
    Prisma.sql`SELECT d."id"::text, d."title", p."userId"::text, p."role" FROM "Deal" d JOIN "DealParty" p ON p."dealId" = d."id"
      WHERE d."id" = ANY (${[...dealIds]}::uuid[]) AND d."tenantId" = ${ctx.actor.tenantId}::uuid ORDER BY p."userId", p."role"`,
  );
  const deals = new Map<string, Told>();
  for (const { id, title, userId, role } of rows) {
    const deal = deals.get(id) ?? { title, people: [] };
    deals.set(id, deal);
    // One person may have two parts; the first is enough to belong.
    if (deal.people.every((person) => person.userId !== userId)) deal.people.push({ userId, role });
  }
  return deals;
}
