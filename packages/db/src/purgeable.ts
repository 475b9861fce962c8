import type { PurgeKind } from "@amanat/contracts";
import type { Ctx, TxCtx } from "./context.ts";
import { Prisma } from "./generated/client.ts";
import { rowsOf } from "./rows-of.ts";

/** A row that is old enough to go: whom and what it is about (raw ids of people, deals and cases), for legal holds. */
export type OldRow = { readonly id: string; readonly at: Date; readonly subjects: readonly string[] };

/** Rows older than a moment, in the order of their ids: after one of them, or these alone. */
export type OldRows = (
  ctx: Ctx,
  which: { readonly before: Date; readonly from: string | null; readonly only: readonly string[] | null; readonly limit: number },
) => Promise<readonly OldRow[]>;

/** A kind of record that goes with time. Nothing of money, and nothing of the ledger, is one. */
export type Purgeable = {
  readonly kind: PurgeKind;
  /** No operator keeps it shorter. */
  readonly leastDays: number;
  readonly usualDays: number;
  readonly old: OldRows;
  /** Takes these away and returns how many. It is asked again for what is gone already. */
  readonly purge: (tx: TxCtx, ids: readonly string[]) => Promise<number>;
};

/** Old rows by one statement, that has `id`, `at` and `subjects`. */
export function oldRows(rows: (before: Date) => Prisma.Sql): OldRows {
  return async (ctx, { before, from, only, limit }) => {
    const ids = only === null ? null : [...only];
    const found = await rowsOf<{ id: string; at: Date | string; subjects: (string | null)[] }>(
      ctx,
      Prisma.sql`SELECT o."id"::text AS "id", o."at", o."subjects"::text[] AS "subjects" FROM (${rows(before)}) o
        WHERE (${from}::text IS NULL OR o."id"::text > ${from}::text) AND (${ids}::text[] IS NULL OR o."id"::text = ANY (${ids}::text[]))
        ORDER BY o."id"::text LIMIT ${limit}::int`,
    );
    return found.map((row) => ({ id: row.id, at: new Date(row.at), subjects: row.subjects.filter((each) => each !== null) }));
  };
}
