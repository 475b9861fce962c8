import { changedRows, type Ctx, Prisma, reader, type RowOf, timeIn } from "@amanat/db";

/**
 * A lease saves two workers from asking the chain the same question. It protects nothing: every effect is
 * guarded by its own compare-and-set and unique keys, so a lease may run out or be lost at any moment.
 */
const LEASE_MS = 8_000;
/** Pause before a row can be taken again. */
const PAUSE_MS = 200;

type Leased = "Payout" | "Sweep";

function tableOf(table: Leased): Prisma.Sql {
  return table === "Payout" ? Prisma.sql`"Payout"` : Prisma.sql`"Sweep"`;
}

/** Leases the oldest free row in one of the states that is `ready`, and returns it; null when there is none. */
export async function takeLease<Table extends Leased>(
  ctx: Ctx,
  table: Table,
  chain: string,
  states: readonly string[],
  ready: Prisma.Sql = Prisma.sql`true`,
): Promise<RowOf<Table> | null> {
  const at = await timeIn(ctx);
  const tables: { readonly row: Table } = { row: table };
  const [found] = await changedRows(
    ctx,
    tables,
    Prisma.sql`taken row`,
    Prisma.sql`WITH taken AS (
      UPDATE ${tableOf(table)} SET "leaseUntil" = ${at} + make_interval(secs => ${LEASE_MS / 1000})
      WHERE "id" = (
        SELECT "id" FROM ${tableOf(table)}
        WHERE "chain" = ${chain} AND "status"::text = ANY (${[...states]}::text[]) AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${at})
          AND ${ready}
        ORDER BY "leaseUntil" NULLS FIRST, "createdAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING *)`,
  );
  return found?.row ?? null;
}

/** Ends a lease after a short pause, so that a row that must wait does not starve the others. */
export async function endLease(ctx: Ctx, table: Leased, id: string): Promise<void> {
  const at = await timeIn(ctx);
  // oxlint-disable-next-line amanat/no-unaudited-write -- whose turn it is, and nothing else
  await reader(ctx)
    .$executeRaw`UPDATE ${tableOf(table)} SET "leaseUntil" = ${at} + make_interval(secs => ${PAUSE_MS / 1000}) WHERE "id" = ${id}::uuid`;
}
