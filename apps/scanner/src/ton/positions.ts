import type { Pool, PoolClient } from "pg";
import * as z from "zod";
import { rowsOf } from "../sql.ts";
import type { Position } from "./read.ts";

const positionRow = z.object({ lt: z.string(), hash: z.string().nullable() });

/** How far an account has been read; null for one that was never read. */
export async function positionOf(pool: Pool, chain: string, account: string): Promise<Position | null> {
  const found = await pool.query("select lt::text as lt, hash from scanner.account_cursor where chain = $1 and account = $2", [
    chain,
    account,
  ]);
  const [row] = rowsOf(positionRow, found);
  return row === undefined ? null : { lt: BigInt(row.lt), hash: row.hash };
}

/** Stores how far an account has been read. Never goes back. */
export async function storePosition(
  client: PoolClient,
  { chain, account, position, now }: { chain: string; account: string; position: Position; now: Date },
): Promise<void> {
  await client.query(
    `insert into scanner.account_cursor as known (chain, account, lt, hash, updated_at) values ($1, $2, $3, $4, $5)
     on conflict (chain, account) do update set lt = excluded.lt, hash = excluded.hash, updated_at = excluded.updated_at
     where known.lt <= excluded.lt`,
    [chain, account, String(position.lt), position.hash, now],
  );
}
