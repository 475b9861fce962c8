import { DomainError } from "@amanat/contracts";
import type { Tx, TxCtx } from "./context.ts";
import { sqlStateOf } from "./failures.ts";
import { Prisma } from "./generated/client.ts";
import { asked } from "./opening.ts";

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
  /** Its expression `changed_n` has one row, or the whole statement fails: VERSION_CONFLICT. */
  readonly changes?: true;
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

/** True when the ending certainly writes something. */
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
  writeLast(tx, nameOf(row), { changes: true, sql: (n) => Prisma.sql`${Prisma.raw(`changed_${n}`)} AS (${sql} RETURNING 1)` });
}

/** Makes a row with the ending. Documents come as `json`. */
export function insertLast(tx: TxCtx, row: RowName, data: Readonly<Record<string, unknown>>): Promise<void> {
  const columns = Prisma.raw(
    Object.keys(data)
      .map((column) => `"${column}"`)
      .join(", "),
  );
  const values = Object.values(data).map((value) => Prisma.sql`${value}`);
  return changeLast(tx, row, Prisma.sql`INSERT INTO ${Prisma.raw(`"${row.table}"`)} (${columns}) VALUES (${Prisma.join(values)})`);
}

/** A document, as a value of a statement. */
export const json = (value: unknown): Prisma.Sql => Prisma.sql`${JSON.stringify(value)}::jsonb`;

/** A row that was read under its lock, by what tells one state of it from another. */
export type Moving = { readonly id: string; readonly status: string; readonly version: number };
type Move = { readonly from: Moving; readonly data: Readonly<Record<string, unknown>> };
const moves = new WeakMap<Tx, Map<string, Move>>();

/**
 * Writes columns of a row, compared by status and version, with the ending; several moves of one row are one write. `data`: the columns and what
 * they become, status and version among them. Errors: VERSION_CONFLICT (now, where it is not as an earlier move left it; or at the end).
 */
export async function moveLast(tx: TxCtx, table: Prisma.ModelName, row: Moving, data: Move["data"]): Promise<void> {
  const name = nameOf({ table, id: row.id });
  const all = moves.get(tx.tx) ?? new Map<string, Move>();
  moves.set(tx.tx, all);
  const known = all.get(name);
  if (known && known.data["version"] !== row.version) throw new DomainError("VERSION_CONFLICT");
  if (!known && endings.get(tx.tx)?.has(name) === true) await writeEnding(tx);
  const { from, data: before } = known ?? { from: row, data: {} };
  const move = { from, data: { ...before, ...data } };
  all.set(name, move);
  writeLast(tx, name, {
    changes: true,
    sql(n) {
      all.delete(name);
      const set = Object.entries(move.data).map(([column, value]) => Prisma.sql`${Prisma.raw(`"${column}"`)} = ${value}`);
      return Prisma.sql`${Prisma.raw(`changed_${n}`)} AS (UPDATE ${Prisma.raw(`"${table}"`)} SET ${Prisma.join(set)}
        WHERE "id" = ${from.id}::uuid AND "status" = ${from.status} AND "version" = ${from.version} RETURNING 1)`;
    },
  });
}

/** Writes pending rows of these tables now. Call it before reading them in a transaction: the read would miss what waits for its end. */
export async function settle(tx: TxCtx, tables: readonly string[]): Promise<void> {
  const names = [...(endings.get(tx.tx)?.keys() ?? [])];
  if (names.some((name) => tables.some((table) => name.startsWith(`row ${table} `)))) await writeEnding(tx);
}

/**
 * Writes the parts, and what follows from them. `inTransaction` calls it last; whoever must see an earlier part, sooner. The last one may be all
 * that a transaction sends: then it needs neither BEGIN nor COMMIT.
 */
export async function writeEnding(tx: TxCtx, place: "between" | "last" = "between"): Promise<void> {
  for (let parts = taken(tx); parts.length > 0; parts = taken(tx)) {
    const heard = parts.flatMap(({ heard: part }, n) => (part ? [{ from: part.from(n), tell: part.tell }] : []));
    // The list is worked through in its order, and what nothing is asked of (channels, entries) comes after it.
    const told = heard.map(({ from }) => `(SELECT coalesce(jsonb_agg(r), '[]') FROM ${from} r) AS ${from}`);
    // Divided by, so that a row that is not there any more fails the statement itself, and nothing of it is written.
    const checked = parts.flatMap(({ changes }, n) => (changes ? [`1 / (SELECT count(*) FROM changed_${n}) AS changed_${n}`] : []));
    const answer = Prisma.raw([...told, ...checked, "true AS written"].join(", "));
    // What may come of a part that may come to nothing (a mended incident) is written by a second statement.
    const begins = place === "between" || parts.some(({ maybe }) => maybe === true);
    const rows = await send(tx, Prisma.sql`WITH ${Prisma.join(parts.map(({ sql }, n) => sql(n)))} SELECT ${answer}`, begins);
    for (const { from, tell } of heard) await tell(rows?.[from] ?? []);
  }
}

async function send({ tx }: TxCtx, statement: Prisma.Sql, begins: boolean): Promise<Record<string, unknown[]> | undefined> {
  try {
    const [row] = await asked<Record<string, unknown[]>>(tx, statement, { begins });
    return row;
  } catch (error) {
    throw sqlStateOf(error) === DIVISION_BY_ZERO ? new DomainError("VERSION_CONFLICT", undefined, { cause: error }) : error;
  }
}

const DIVISION_BY_ZERO = "22012";

function taken({ tx }: TxCtx): Part[] {
  // By name: everybody takes the locks of an ending in one order.
  const named = [...(endings.get(tx) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const parts = named.map(([, part]) => part);
  endings.delete(tx);
  return [...parts.filter(({ first }) => first === true), ...parts.filter(({ first }) => first !== true)];
}
