import { type Ctx, noteTime, type Tx, type TxCtx } from "./context.ts";
import { settle } from "./ending.ts";
import { Prisma } from "./generated/client.ts";
import { plain, valuesOf } from "./rows-of.ts";

/** A row of a table as the client gives it: amounts are bigint, words are those of the contracts. */
export type RowOf<M extends Prisma.ModelName> = Prisma.Result<Tx[Uncapitalize<M>], object, "findUniqueOrThrow">;

type Tables = Readonly<Record<string, Prisma.ModelName>>;
type Joined<T extends Tables> = { readonly [Alias in keyof T]: RowOf<T[Alias]> };

/** The columns of a model: the client lists them for each. */
function columnsOf(model: Prisma.ModelName): readonly string[] {
  const listed: unknown = Reflect.get(Prisma, `${model}ScalarFieldEnum`);
  return Object.values(listed as Readonly<Record<string, string>>);
}

const columns = (alias: string, model: Prisma.ModelName): string =>
  columnsOf(model)
    .map((column) => `${alias}."${column}" AS "${alias}.${column}"`)
    .join(", ");

/** The columns of joined tables, each by its alias in `from`: what one statement reads of several tables. */
function selected(tables: Tables, from: Prisma.Sql): Prisma.Sql {
  const wanted = Object.entries(tables).map(([alias, model]) => columns(alias, model));
  return Prisma.sql`SELECT ${Prisma.raw(wanted.join(", "))} FROM ${from}`;
}

/** Rows, from their values in the order of `selected`. */
function joined<T extends Tables>(tables: T, rows: readonly (readonly unknown[])[]): Joined<T>[] {
  const parts = Object.entries(tables).map(([alias, model]) => ({ alias, names: columnsOf(model) }));
  return rows.map((values) => {
    const row: Record<string, Record<string, unknown>> = {};
    let at = 0;
    for (const { alias, names } of parts) {
      const part: Record<string, unknown> = {};
      for (const name of names) part[name] = values[at++];
      row[alias] = part;
    }
    // Every alias of `tables` has its row.
    return row as Joined<T>;
  });
}

/**
 * Reads rows of one table, or joined ones, in one statement, which is prepared as those of `rowsOf` are: its text must be one of few. `given`: what
 * `from` names beside tables, as `WITH …`.
 */
export async function readRows<T extends Tables>(
  ctx: Ctx,
  tables: T,
  from: Prisma.Sql,
  given: Prisma.Sql = Prisma.empty,
): Promise<Joined<T>[]> {
  if (ctx.tx) await settle({ ...ctx, tx: ctx.tx }, Object.values(tables));
  return joined(tables, await valuesOf(ctx, Prisma.sql`${given} ${selected(tables, from)}`));
}

/**
 * As `readRows`, but locks them, and returns them as they are under the lock. `from` ends with `FOR UPDATE OF` every alias: one that is left out
 * would be returned as it was before the wait. For the same reason rows that others insert meanwhile are not among them. Tables are locked
 * in the order of `FOR UPDATE OF`. The transaction's time is asked anew by the same statement, after the wait.
 */
export async function lockRows<T extends Tables>(tx: TxCtx, tables: T, from: Prisma.Sql): Promise<Joined<T>[]> {
  await settle(tx, Object.values(tables));
  const rows = await tx.tx.$queryRaw<(Record<string, unknown> & { locked_at: Date })[]>`
    WITH locked AS MATERIALIZED (${selected(tables, from)}) SELECT *, clock_timestamp() AS locked_at FROM locked`;
  const last = rows.at(-1);
  if (last) noteTime(tx, last.locked_at);
  return joined(
    tables,
    rows.map((row) => Object.values(row).map(plain)),
  );
}
