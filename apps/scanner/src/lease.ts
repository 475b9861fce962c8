import type { Pool, PoolClient } from "pg";
import * as z from "zod";
import { rowsOf } from "./sql.ts";

/** How long a scanner that died keeps the others waiting, in ms. */
const LEASE_MS = 3_000;

/** Somebody else reads this chain now, or the cursor moved under us. Nothing was written. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

const cursorRow = z
  .object({ next_block: z.number(), sealed_to: z.number(), sealed_hash: z.string(), status: z.string(), now: z.date() })
  .transform((row) => ({
    nextBlock: row.next_block,
    sealedTo: row.sealed_to,
    sealedHash: row.sealed_hash,
    status: row.status,
    now: row.now,
  }));

/** How far the chain has been read. Below `sealedTo` nothing changes any more; −1 when nothing is sealed. */
export type Cursor = z.output<typeof cursorRow>;

const CURSOR = "next_block, sealed_to, sealed_hash, status, clock_timestamp() as now";

/** The right to write for one chain: one row in the database, held by one owner until a time that has to be renewed. */
export type Lease = ReturnType<typeof leaseOn>;

export function leaseOn(pool: Pool, chain: string, owner: string) {
  return {
    owner,
    /** Takes or renews the lease. False when another scanner holds it, null when the chain has no row yet. */
    async take(): Promise<boolean | null> {
      const taken = await pool.query(
        `update scanner.chain_cursor
         set lease_owner = $2, lease_until = clock_timestamp() + $3 * interval '1 millisecond'
         where chain = $1 and (lease_owner = $2 or lease_until is null or lease_until < clock_timestamp())`,
        [chain, owner, LEASE_MS],
      );
      if (taken.rowCount === 1) return true;
      const row = await pool.query("select 1 from scanner.chain_cursor where chain = $1", [chain]);
      return row.rowCount === 1 ? false : null;
    },
    /** Makes the chain's row if it has none; two scanners starting at once agree on the first. */
    async open(start: { nextBlock: number; sealedTo: number; sealedHash: string }): Promise<void> {
      await pool.query(
        `insert into scanner.chain_cursor (chain, next_block, sealed_to, sealed_hash) values ($1, $2, $3, $4) on conflict (chain) do nothing`,
        [chain, start.nextBlock, start.sealedTo, start.sealedHash],
      );
    },
    /** Keeps a lease that is held; a round may take longer than the lease lasts. */
    async renew(): Promise<void> {
      await pool.query(
        "update scanner.chain_cursor set lease_until = clock_timestamp() + $3 * interval '1 millisecond' where chain = $1 and lease_owner = $2",
        [chain, owner, LEASE_MS],
      );
    },
    async release(): Promise<void> {
      await pool.query("update scanner.chain_cursor set lease_owner = null, lease_until = null where chain = $1 and lease_owner = $2", [
        chain,
        owner,
      ]);
    },
    async cursor(): Promise<Cursor> {
      const [row] = rowsOf(cursorRow, await pool.query(`select ${CURSOR} from scanner.chain_cursor where chain = $1`, [chain]));
      if (!row) throw new LeaseLost("the chain has no cursor");
      return row;
    },
    /**
     * Runs writes in one transaction that commits only while nobody else took the lease: the cursor's row is locked, so
     * a successor waits for it. A lease that ran out but was not taken still counts. `expectedNext` refuses work that was prepared for another position.
     */
    async fenced<T>(expectedNext: number, write: (client: PoolClient, cursor: Cursor) => Promise<T>): Promise<T> {
      const client = await pool.connect();
      try {
        await client.query("begin");
        const held = await client.query(`select ${CURSOR} from scanner.chain_cursor where chain = $1 and lease_owner = $2 for update`, [
          chain,
          owner,
        ]);
        const [cursor] = rowsOf(cursorRow, held);
        if (!cursor || cursor.nextBlock !== expectedNext) throw new LeaseLost("another scanner has taken over");
        const result = await write(client, cursor);
        await client.query("commit");
        return result;
      } catch (error) {
        await client.query("rollback").catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
  };
}
