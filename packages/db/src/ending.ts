import { DomainError } from "@amanat/contracts";
import type { Tx, TxCtx } from "./context.ts";
import { Prisma } from "./generated/client.ts";

/**
 * What a transaction writes last: its audit entries, its events, its answer, the delivery that it ends. Nobody reads these before the commit,
 * so they go to the server together, in one statement, as its last one. Locks that many wait for are then held for the shortest time.
 */
type Part = {
  /** One or more common table expressions: `name AS (…)`. `n` tells parts of one kind apart. */
  sql(n: number): Prisma.Sql;
  /** Is told the rows that the expression `from` has returned, and may append to the ending. */
  readonly heard?: { from(n: number): string; tell(rows: readonly unknown[]): Promise<void> };
  /** It may come to nothing: that it is there does not say that something was written. */
  readonly maybe?: true;
  /** It comes before the others. */
  readonly first?: true;
};

const endings = new WeakMap<Tx, Map<string, Part>>();

/** Notes a part under its name. A part of the same name is replaced. */
export function writeLast(tx: TxCtx, name: string, part: Part): void {
  const parts = endings.get(tx.tx) ?? new Map<string, Part>();
  parts.set(name, part);
  endings.set(tx.tx, parts);
}

/** Whether something will surely be written. */
export function hasEnding(tx: TxCtx): boolean {
  return [...(endings.get(tx.tx)?.values() ?? [])].some(({ maybe }) => maybe !== true);
}

/** The name of a part that changes a row. */
export type RowName = { readonly table: string; readonly id: string };
const nameOf = ({ table, id }: RowName): string => `row ${table} ${id}`;

/**
 * Changes one row that this transaction has locked, or makes it, with the ending. `sql` is the statement without `RETURNING`. A second change of
 * the same row writes the first one at once. Errors, at the end: VERSION_CONFLICT (the row was not there as it was read).
 */
export async function changeLast(tx: TxCtx, row: RowName, sql: Prisma.Sql): Promise<void> {
  if (endings.get(tx.tx)?.has(nameOf(row)) === true) await writeEnding(tx);
  const from = (n: number) => `changed_${n}`;
  writeLast(tx, nameOf(row), {
    sql: (n) => Prisma.sql`${Prisma.raw(from(n))} AS (${sql} RETURNING 1)`,
    heard: {
      from,
      tell: ({ length }) => (length === 1 ? Promise.resolve() : Promise.reject(new DomainError("VERSION_CONFLICT"))),
    },
  });
}

/** Whoever reads these tables inside a transaction must see what was left to its end. */
export async function settle(tx: TxCtx, tables: readonly string[]): Promise<void> {
  const names = [...(endings.get(tx.tx)?.keys() ?? [])];
  if (names.some((name) => tables.some((table) => name.startsWith(`row ${table} `)))) await writeEnding(tx);
}

/** Writes the parts, and what follows from them. `inTransaction` calls it last; whoever must see an earlier part, sooner. */
export async function writeEnding(tx: TxCtx): Promise<void> {
  for (let parts = taken(tx); parts.length > 0; parts = taken(tx)) {
    const heard = parts.flatMap(({ heard: part }, n) => (part ? [{ from: part.from(n), tell: part.tell }] : []));
    // The list is worked through in its order, and what nothing is asked of (channels, entries) comes after it.
    const rows = heard.map(({ from }) => Prisma.raw(`(SELECT coalesce(jsonb_agg(r), '[]') FROM ${from} r) AS ${from}`));
    const answer = rows.length === 0 ? Prisma.sql`SELECT 1` : Prisma.sql`SELECT ${Prisma.join(rows)}`;
    const [told] = await tx.tx.$queryRaw<Record<string, unknown[]>[]>`WITH ${Prisma.join(parts.map(({ sql }, n) => sql(n)))} ${answer}`;
    for (const { from, tell } of heard) await tell(told?.[from] ?? []);
  }
}

function taken({ tx }: TxCtx): Part[] {
  // By name: everybody takes the locks of an ending in one order.
  const named = [...(endings.get(tx) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts = named.map(([, part]) => part);
  endings.delete(tx);
  return [...parts.filter(({ first }) => first === true), ...parts.filter(({ first }) => first !== true)];
}
