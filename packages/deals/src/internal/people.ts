import { BrokenInvariant, type PersonView, publicId } from "@amanat/contracts";
import { type Ctx, namesOf, Prisma, rowsOf, type TxCtx, writeLast } from "@amanat/db";

/** Looks up the people a page names. The answer knows exactly the ids it was asked for. */
export async function people(ctx: Ctx, ids: readonly string[]): Promise<(id: string) => PersonView> {
  const [names, tallies] = await Promise.all([
    namesOf(ctx, ids),
    rowsOf<{ userId: string; completed: number }>(
      ctx,
      Prisma.sql`SELECT "userId"::text AS "userId", "completed" FROM "DealTally" WHERE "userId" = ANY(${[...new Set(ids)]}::uuid[])`,
    ),
  ]);
  const completed = new Map(tallies.map((row) => [row.userId, row.completed]));
  return (id) => {
    const name = names.get(id);
    if (name === undefined) throw new BrokenInvariant("a row names a person who does not exist");
    return { id: publicId("user", id), name, completedDeals: completed.get(id) ?? 0 };
  };
}

/** Counts a completed deal for its people. Their rows are taken in one order, so that two deals of the same pair never deadlock. */
export function countCompleted(tx: TxCtx, ids: readonly string[]): void {
  writeLast(tx, `tally ${ids.join()}`, {
    sql: (n) => Prisma.sql`${Prisma.raw(`tally_${n}`)} AS (
      INSERT INTO "DealTally" ("userId", "completed") SELECT id, 1 FROM unnest(${[...new Set(ids)]}::uuid[]) AS u(id) ORDER BY id
      ON CONFLICT ("userId") DO UPDATE SET "completed" = "DealTally"."completed" + 1)`,
  });
}
