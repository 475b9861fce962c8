import { type Ctx, noteTime, reader, type Tx, type TxCtx } from "./context.ts";
import { settle } from "./ending.ts";
import { Prisma } from "./generated/client.ts";
import { askedValues } from "./opening.ts";
import { valuesIn, valuesOf } from "./rows-of.ts";

/** A row of a table as the client gives it: amounts are bigint, words are those of the contracts. */
export type RowOf<M extends Prisma.ModelName> = Prisma.Result<Tx[Uncapitalize<M>], object, "findUniqueOrThrow">;

type Tables = Readonly<Record<string, Prisma.ModelName>>;
type Joined<T extends Tables> = { readonly [Alias in keyof T]: RowOf<T[Alias]> };

/** The columns of each model: the client lists them. */
const COLUMNS = new Map(
  Object.values(Prisma.ModelName).map((model) => {
    const listed: unknown = Reflect.get(Prisma, `${model}ScalarFieldEnum`);
    return [model, Object.values(listed as Readonly<Record<string, string>>)] as const;
  }),
);

const columnsOf = (model: Prisma.ModelName): readonly string[] => COLUMNS.get(model) ?? [];

const columns = (alias: string, model: Prisma.ModelName): string =>
  columnsOf(model)
    .map((column) => `${alias}."${column}" AS "${alias}.${column}"`)
    .join(", ");

/** What is selected of tables, by their aliases and names: the same few again and again. */
const selections = new Map<string, Prisma.Sql>();

/** The columns of joined tables, each by its alias in `from`: what one statement reads of several tables. */
function selected(tables: Tables, from: Prisma.Sql): Prisma.Sql {
  const key = JSON.stringify(tables);
  const known = selections.get(key);
  const wanted =
    known ??
    Prisma.raw(
      Object.entries(tables)
        .map(([alias, model]) => columns(alias, model))
        .join(", "),
    );
  if (!known) selections.set(key, wanted);
  return Prisma.sql`SELECT ${wanted} FROM ${from}`;
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

/** Reads rows of one table, or joined ones, in one statement, as `rowsOf` does: its text must be one of few. It changes and locks nothing. */
export async function readRows<T extends Tables>(ctx: Ctx, tables: T, from: Prisma.Sql): Promise<Joined<T>[]> {
  if (ctx.tx) await settle({ ...ctx, tx: ctx.tx }, Object.values(tables));
  return joined(tables, await valuesOf(ctx, selected(tables, from)));
}

/**
 * As `readRows`, but planned anew for its values, by the client that `ctx` has: a prepared statement is planned without them. `ctx` may be in a
 * transaction of the client's own.
 */
export async function plannedRows<T extends Tables>(ctx: Ctx, tables: T, from: Prisma.Sql): Promise<Joined<T>[]> {
  return joined(tables, valuesIn(await reader(ctx).$queryRaw(selected(tables, from))));
}

/** Rows that the statement itself changes. `changed`: how, as `WITH …`, under the names that `from` goes by. */
export async function changedRows<T extends Tables>(ctx: Ctx, tables: T, from: Prisma.Sql, changed: Prisma.Sql): Promise<Joined<T>[]> {
  if (ctx.tx) await settle({ ...ctx, tx: ctx.tx }, Object.values(tables));
  return joined(tables, valuesIn(await reader(ctx).$queryRaw`${changed} ${selected(tables, from)}`));
}

/**
 * As `readRows`, but locks them, and returns them as they are under the lock. `from` ends with `FOR UPDATE OF` every alias: one that is left out
 * would be returned as it was before the wait. For the same reason rows that others insert meanwhile are not among them. Tables are locked
 * in the order of `FOR UPDATE OF`. The transaction's time is asked anew by the same statement, after the wait.
 */
export async function lockRows<T extends Tables>(tx: TxCtx, tables: T, from: Prisma.Sql): Promise<Joined<T>[]> {
  await settle(tx, Object.values(tables));
  const rows = await askedValues(
    tx.tx,
    Prisma.sql`WITH locked AS MATERIALIZED (${selected(tables, from)}) SELECT *, clock_timestamp() AS locked_at FROM locked`,
  );
  const last = rows.at(-1)?.at(-1);
  if (last instanceof Date) noteTime(tx, last);
  return joined(tables, rows);
}
