import type { Tx, TxCtx } from "./context.ts";
import { Prisma } from "./generated/client.ts";

/**
 * What a transaction writes last: its audit entries, its events, its answer, the delivery that it ends. Nobody reads these before the commit,
 * so they go to the server together, in one statement, as its last one. Locks that many wait for are then held for the shortest time.
 */
type Part = {
  /** One or more common table expressions: `name AS (…)`. `n` tells parts of one kind apart. */
  sql(n: number): Prisma.Sql;
  /** Is told the rows that the expression `from` has returned. It may come to nothing, and may append to the ending. */
  readonly heard?: { readonly from: string; tell(rows: readonly unknown[]): Promise<void> };
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
  return [...(endings.get(tx.tx)?.values() ?? [])].some(({ heard }) => heard === undefined);
}

/** Writes the parts, and what follows from them. `inTransaction` calls it last; whoever must see an earlier part, sooner. */
export async function writeEnding(tx: TxCtx): Promise<void> {
  for (let parts = taken(tx); parts.length > 0; parts = taken(tx)) {
    const heard = parts.flatMap((part) => part.heard ?? []);
    const rows = heard.map(({ from }) => Prisma.raw(`(SELECT coalesce(jsonb_agg(r), '[]') FROM ${from} r) AS ${from}`));
    const answer = rows.length === 0 ? Prisma.sql`SELECT 1` : Prisma.sql`SELECT ${Prisma.join(rows)}`;
    const [told] = await tx.tx.$queryRaw<Record<string, unknown[]>[]>`WITH ${Prisma.join(parts.map(({ sql }, n) => sql(n)))} ${answer}`;
    for (const { from, tell } of heard) await tell(told?.[from] ?? []);
  }
}

function taken({ tx }: TxCtx): Part[] {
  const parts = [...(endings.get(tx)?.values() ?? [])];
  endings.delete(tx);
  return parts;
}
