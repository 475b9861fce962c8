import type { Cursor, Lease } from "./lease.ts";

/**
 * Puts everything known about a chain aside under another name and starts it anew: for a local chain that was replaced
 * under us. Targets stay, to be looked for from the new chain's beginning; undelivered webhooks of the old one are dropped.
 */
export async function archiveWorld(lease: Lease, chain: string, cursor: Cursor): Promise<string> {
  const archived = `archived:${cursor.now.toISOString()}:${chain}`;
  await lease.fenced(cursor.nextBlock, async (client) => {
    await client.query("update scanner.observed_transfer set chain = $2 where chain = $1", [chain, archived]);
    await client.query("update scanner.block_header set chain = $2 where chain = $1", [chain, archived]);
    await client.query("update scanner.webhook_outbox set chain = $2 where chain = $1", [chain, archived]);
    await client.query("update scanner.balance_audit set chain = $2 where chain = $1", [chain, archived]);
    await client.query("update scanner.account_cursor set chain = $2 where chain = $1", [chain, archived]);
    await client.query(
      "update scanner.watch_target set from_block = 0, backfilled = false, audited_at = null where chain = $1 and (backfilled or from_block <> 0)",
      [chain],
    );
    await client.query(
      "update scanner.chain_cursor set chain = $2, status = 'archived', lease_owner = null, lease_until = null where chain = $1 and status <> 'archived'",
      [chain, archived],
    );
  });
  return archived;
}
