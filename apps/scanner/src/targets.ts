import type { WatchTarget } from "@amanat/contracts";
import type { Pool } from "pg";
import { rowsOf, sqlStateOf } from "./sql.ts";
import * as z from "zod";

/** What is being watched for one payment, or a wallet that anybody may pay to. Addresses and hashes are lower-case. */
export type Target = {
  id: string;
  depositAddress: string;
  /** Both null at a wallet: what comes there with a payment's reference is that payment's, and the rest its own. */
  proxy: string | null;
  referenceHash: string | null;
  fromBlock: number;
  backfilled: boolean;
};

const targetRow = z
  .object({
    id: z.string(),
    deposit_address: z.string(),
    proxy: z.string().nullable(),
    reference_hash: z.string().nullable(),
    from_block: z.number(),
    backfilled: z.boolean(),
  })
  .transform((row): Target => ({
    id: row.id,
    depositAddress: row.deposit_address,
    proxy: row.proxy,
    referenceHash: row.reference_hash,
    fromBlock: row.from_block,
    backfilled: row.backfilled,
  }));

const COLUMNS = "id, deposit_address, proxy, reference_hash, from_block, backfilled";

/**
 * Stores a target; the scanner that holds the lease watches it from its next round on, and reads what it missed since
 * `fromBlock`. `known` when the very same was stored before; `conflict` when the id, the address or the reference is
 * already used otherwise.
 */
export async function registerTarget(pool: Pool, id: string, target: WatchTarget): Promise<"stored" | "known" | "conflict"> {
  const values = [id, target.chain, target.depositAddress, target.proxy, target.referenceHash, target.fromBlock];
  try {
    const stored = await pool.query(
      `insert into scanner.watch_target (id, chain, deposit_address, proxy, reference_hash, from_block)
       values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
      values,
    );
    if (stored.rowCount === 1) return "stored";
  } catch (error) {
    if (sqlStateOf(error) === "23505") return "conflict";
    throw error;
  }
  const same = await pool.query(
    `select 1 from scanner.watch_target
     where id = $1 and chain = $2 and deposit_address = $3 and proxy is not distinct from $4 and reference_hash is not distinct from $5 and from_block = $6`,
    values,
  );
  return same.rowCount === 1 ? "known" : "conflict";
}

export type TargetList = {
  all(): Promise<readonly Target[]>;
  pending(limit: number): Promise<Target[]>;
  due(limit: number, everyMs: number): Promise<Target[]>;
};

/** The chain's targets, read again only when their number has changed: they are added, never removed. */
export function targetList(pool: Pool, chain: string): TargetList {
  let cached: Target[] = [];
  return {
    async all() {
      const counted = rowsOf(
        z.object({ n: z.number() }),
        await pool.query("select count(*)::int as n from scanner.watch_target where chain = $1", [chain]),
      );
      if (counted[0]?.n !== cached.length) {
        cached = rowsOf(targetRow, await pool.query(`select ${COLUMNS} from scanner.watch_target where chain = $1`, [chain]));
      }
      return cached;
    },
    /** Targets whose blocks before the cursor were not read yet, oldest first. */
    async pending(limit) {
      return rowsOf(
        targetRow,
        await pool.query(`select ${COLUMNS} from scanner.watch_target where chain = $1 and not backfilled order by created_at limit $2`, [
          chain,
          limit,
        ]),
      );
    },
    /** Targets whose balances were looked at longest ago, and longer than `everyMs`; those never looked at first. */
    async due(limit, everyMs) {
      return rowsOf(
        targetRow,
        await pool.query(
          `select ${COLUMNS} from scanner.watch_target
           where chain = $1 and backfilled and (audited_at is null or audited_at < clock_timestamp() - $3 * interval '1 millisecond')
           order by audited_at nulls first, created_at limit $2`,
          [chain, limit, everyMs],
        ),
      );
    },
  };
}
