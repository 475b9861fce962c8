import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import * as z from "zod";
import type { Cursor } from "./lease.ts";
import { rowsOf, sqlStateOf } from "./sql.ts";

/** An operator's word that a chain is to be followed anew from a block on. It stays as the record of who halted where, and why it went on. */
export type Resumption = { id: string; fromBlock: number };

/** Longest reason that is kept. */
const REASON = 500;

/**
 * Asks the scanner that follows a chain to go on from a block. `asked`; `waiting` when somebody has asked already and it is not done;
 * `unknown` when the chain is not followed; `ahead` when that block has not been sealed, so that there is nothing to overrule.
 */
export async function askToResume(
  pool: Pool,
  { chain, fromBlock, reason }: { chain: string; fromBlock: number; reason: string },
): Promise<"asked" | "waiting" | "unknown" | "ahead"> {
  const [cursor] = rowsOf(
    z.object({ sealed_to: z.number() }),
    await pool.query("select sealed_to from scanner.chain_cursor where chain = $1 and status <> 'archived'", [chain]),
  );
  if (cursor === undefined) return "unknown";
  if (fromBlock > cursor.sealed_to) return "ahead";
  try {
    await pool.query("insert into scanner.chain_resumption (id, chain, from_block, reason) values ($1, $2, $3, $4)", [
      randomUUID(),
      chain,
      fromBlock,
      reason.slice(0, REASON),
    ]);
    return "asked";
  } catch (error) {
    if (sqlStateOf(error) === "23505") return "waiting";
    throw error;
  }
}

/** What an operator asked for and is not done. */
export async function resumptionOf(pool: Pool, chain: string): Promise<Resumption | null> {
  const rows = rowsOf(
    z.object({ id: z.string(), from_block: z.number() }),
    await pool.query("select id, from_block from scanner.chain_resumption where chain = $1 and done_at is null", [chain]),
  );
  const [row] = rows;
  return row === undefined ? null : { id: row.id, fromBlock: row.from_block };
}

/** Notes that it is done, what the seal was, and how many transfers the chain no longer has. */
export async function finishResumption(client: PoolClient, id: string, overruled: Cursor, orphaned: number): Promise<void> {
  await client.query(
    `update scanner.chain_resumption set done_at = clock_timestamp(), sealed_to = $2, sealed_hash = $3, orphaned = $4
     where id = $1 and done_at is null`,
    [id, overruled.sealedTo, overruled.sealedHash, orphaned],
  );
}
