import { randomUUID } from "node:crypto";
import type { ScannerWebhook } from "@amanat/contracts";
import type { PoolClient } from "pg";
import * as z from "zod";
import type { Observation } from "./observe.ts";
import { rowsOf } from "./sql.ts";

/** A stored observation. Orphaned ones stay: the same transfer may come back in the same block. */
const transferRow = z
  .object({
    target_id: z.string(),
    block_number: z.number(),
    block_hash: z.string(),
    tx_hash: z.string(),
    log_index: z.number(),
    token: z.string(),
    sender: z.string(),
    recipient: z.string(),
    amount: z.string(),
    via: z.enum(["deposit", "proxy"]),
    reference_hash: z.string().nullable(),
    status: z.string(),
    confirmations: z.number(),
    also: z.number(),
  })
  .transform((row) => ({
    targetId: row.target_id,
    also: row.also,
    confirmations: row.confirmations,
    wire: {
      blockNumber: row.block_number,
      blockHash: row.block_hash,
      txHash: row.tx_hash,
      logIndex: row.log_index,
      token: row.token,
      from: row.sender,
      to: row.recipient,
      amount: row.amount,
      via: row.via,
      referenceHash: row.reference_hash,
    },
  }));
type Stored = z.output<typeof transferRow>;

const COLUMNS =
  "target_id, block_number, block_hash, tx_hash, log_index, token, sender, recipient, amount::text as amount, via, reference_hash, status, confirmations, also";

type Depth = { tip: number; finalized: number | null; now: Date };
type Policy = { confirmations: number; requireFinalized: boolean };

/**
 * Stores observations and, in the same transaction, a `payment.detected` for each that was not known: new ones, ones that a
 * reorganisation had taken away and another brought back, and ones at a wallet that a target learnt of later turns out to be
 * paid by. The last are told to their new target from the beginning, so a confirmed one is `seen` once more. Answers how many
 * those were.
 */
export async function recordObservations(
  client: PoolClient,
  chain: string,
  observations: readonly Observation[],
  depth: Depth,
): Promise<number> {
  if (observations.length === 0) return 0;
  const column = <Key extends keyof Observation>(key: Key) => observations.map((observation) => observation[key]);
  const stored = await client.query(
    `insert into scanner.observed_transfer as known
       (chain, block_hash, tx_hash, log_index, target_id, block_number, token, sender, recipient, amount, via, reference_hash, status, confirmations, also)
     select $1, block_hash, tx_hash, log_index, target_id, block_number, token, sender, recipient, amount, via, reference_hash,
       'seen', greatest(1, $13::int - block_number + 1), also
     from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[], $10::numeric[], $11::text[], $12::text[], $14::int[])
       as seen (block_hash, tx_hash, log_index, target_id, block_number, token, sender, recipient, amount, via, reference_hash, also)
     order by block_number, log_index
     on conflict (chain, block_hash, tx_hash, log_index) do update
       set status = 'seen', confirmations = excluded.confirmations, target_id = excluded.target_id, via = excluded.via, reference_hash = excluded.reference_hash
       where known.status = 'orphaned'
         or (known.status in ('seen', 'confirming', 'confirmed') and known.via = 'deposit' and excluded.via = 'proxy')
     returning ${COLUMNS}`,
    [
      chain,
      column("blockHash"),
      column("txHash"),
      column("logIndex"),
      column("targetId"),
      column("blockNumber"),
      column("token"),
      column("sender"),
      column("recipient"),
      column("amount").map(String),
      column("via"),
      column("referenceHash"),
      depth.tip,
      column("also"),
    ],
  );
  const fresh = rowsOf(transferRow, stored);
  for (const transfer of fresh)
    await enqueue(client, chain, "payment.detected", transfer, transfer.confirmations, isFinal(transfer, depth), depth.now);
  return fresh.length;
}

/** Takes back every observation above a block, each with its `payment.reorged`. */
export async function orphanAbove(client: PoolClient, chain: string, ancestor: number, now: Date): Promise<number> {
  const lost = rowsOf(
    transferRow,
    await client.query(
      `update scanner.observed_transfer set status = 'orphaned', confirmations = 0
       where chain = $1 and block_number > $2 and status <> 'orphaned' returning ${COLUMNS}`,
      [chain, ancestor],
    ),
  );
  for (const transfer of lost) await enqueue(client, chain, "payment.reorged", transfer, 0, false, now);
  return lost.length;
}

/** Counts confirmations: a `payment.confirming` for each new count, `payment.confirmed` once depth and finality suffice. */
export async function advanceConfirmations(client: PoolClient, chain: string, depth: Depth, policy: Policy): Promise<number> {
  const open = rowsOf(
    transferRow,
    await client.query(
      `select ${COLUMNS} from scanner.observed_transfer where chain = $1 and status in ('seen', 'confirming') order by block_number, log_index`,
      [chain],
    ),
  );
  let moved = 0;
  for (const transfer of open) {
    const confirmations = depth.tip - transfer.wire.blockNumber + 1;
    const finalized = isFinal(transfer, depth);
    const confirmed = confirmations >= policy.confirmations && (finalized || !policy.requireFinalized);
    if (!confirmed && confirmations <= transfer.confirmations) continue;
    const { rowCount } = await client.query(
      `update scanner.observed_transfer set status = $5, confirmations = $6 where chain = $1 and block_hash = $2 and tx_hash = $3 and log_index = $4 and status in ('seen', 'confirming')`,
      [chain, transfer.wire.blockHash, transfer.wire.txHash, transfer.wire.logIndex, confirmed ? "confirmed" : "confirming", confirmations],
    );
    if (rowCount !== 1) continue;
    await enqueue(client, chain, confirmed ? "payment.confirmed" : "payment.confirming", transfer, confirmations, finalized, depth.now);
    moved += 1;
  }
  return moved;
}

function isFinal(transfer: Stored, depth: Depth): boolean {
  return depth.finalized !== null && depth.finalized >= transfer.wire.blockNumber;
}

async function enqueue(
  client: PoolClient,
  chain: string,
  event: ScannerWebhook["event"],
  transfer: Stored,
  confirmations: number,
  finalized: boolean,
  now: Date,
): Promise<void> {
  const body: ScannerWebhook = {
    event,
    targetId: transfer.targetId,
    transfer: { chain, ...transfer.wire },
    ...(transfer.also > 0 ? { also: transfer.also } : {}),
    confirmations,
    finalized,
    at: now.toISOString(),
  };
  await client.query(
    `insert into scanner.webhook_outbox (delivery_id, chain, transfer_key, target_id, event, body) values ($1, $2, $3, $4, $5, $6)`,
    [randomUUID(), chain, `${chain}/${transfer.wire.txHash}`, transfer.targetId, event, JSON.stringify(body)],
  );
}
