import { randomUUID } from "node:crypto";
import type { ScannerWebhook } from "@amanat/contracts";
import type { Pool, PoolClient } from "pg";
import * as z from "zod";
import { rowsOf } from "./sql.ts";

/** A transfer to something we watch. */
export type Observation = {
  targetId: string;
  blockNumber: number;
  blockHash: string;
  txHash: string;
  logIndex: number;
  token: string;
  sender: string;
  recipient: string;
  amount: bigint;
  via: "deposit" | "proxy";
  referenceHash: string | null;
  /** More logs of tokens nobody takes, for this target in this transaction: one stands for all. */
  also: number;
};

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
  const told = fresh.map((transfer) => newsOf("payment.detected", transfer, transfer.confirmations, isFinal(transfer, depth)));
  await enqueue(client, chain, told, depth.now);
  return fresh.length;
}

/** Takes back every observation above a block, or those in some of the blocks above it, each with its `payment.reorged`. */
export async function orphanAbove(
  client: PoolClient,
  chain: string,
  ancestor: number,
  now: Date,
  blocks: readonly string[] | null = null,
): Promise<number> {
  const lost = rowsOf(
    transferRow,
    await client.query(
      `update scanner.observed_transfer set status = 'orphaned', confirmations = 0
       where chain = $1 and block_number > $2 and status <> 'orphaned' and ($3::text[] is null or block_hash = any($3)) returning ${COLUMNS}`,
      [chain, ancestor, blocks],
    ),
  );
  const told = lost.map((transfer) => newsOf("payment.reorged", transfer, 0, false));
  await enqueue(client, chain, told, now);
  return lost.length;
}

const blockRow = z.object({ number: z.number(), hash: z.string() });

/** The blocks above one that hold observations which still stand. */
export async function blocksObserved(client: Pool | PoolClient, chain: string, above: number): Promise<{ number: number; hash: string }[]> {
  return rowsOf(
    blockRow,
    await client.query(
      `select distinct block_number as number, block_hash as hash from scanner.observed_transfer
       where chain = $1 and block_number > $2 and status <> 'orphaned' order by 1`,
      [chain, above],
    ),
  );
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
  const told = open.flatMap((transfer) => {
    const confirmations = depth.tip - transfer.wire.blockNumber + 1;
    const finalized = isFinal(transfer, depth);
    const confirmed = confirmations >= policy.confirmations && (finalized || !policy.requireFinalized);
    if (!confirmed && confirmations <= transfer.confirmations) return [];
    return [newsOf(confirmed ? "payment.confirmed" : "payment.confirming", transfer, confirmations, finalized)];
  });
  if (told.length === 0) return 0;
  const column = (of: (news: News) => string | number) => told.map(of);
  const { rowCount } = await client.query(
    `update scanner.observed_transfer as known set status = moved.status, confirmations = moved.confirmations
     from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::int[]) as moved (block_hash, tx_hash, log_index, status, confirmations)
     where known.chain = $1 and known.block_hash = moved.block_hash and known.tx_hash = moved.tx_hash and known.log_index = moved.log_index
       and known.status in ('seen', 'confirming')`,
    [
      chain,
      column(({ transfer }) => transfer.wire.blockHash),
      column(({ transfer }) => transfer.wire.txHash),
      column(({ transfer }) => transfer.wire.logIndex),
      column(({ event }) => (event === "payment.confirmed" ? "confirmed" : "confirming")),
      column(({ confirmations }) => confirmations),
    ],
  );
  // The chain's row is locked by whoever writes for it, so nobody else has moved one meanwhile.
  if (rowCount !== told.length) throw new Error(`${told.length - (rowCount ?? 0)} transfers moved while they were counted`);
  await enqueue(client, chain, told, depth.now);
  return told.length;
}

function isFinal(transfer: Stored, depth: Depth): boolean {
  return depth.finalized !== null && depth.finalized >= transfer.wire.blockNumber;
}

/** What a webhook tells of a transfer. */
type News = { event: ScannerWebhook["event"]; transfer: Stored; confirmations: number; finalized: boolean };

const newsOf = (event: News["event"], transfer: Stored, confirmations: number, finalized: boolean): News => ({
  event,
  transfer,
  confirmations,
  finalized,
});

/** Writes webhooks in this order, in one statement: a stretch of history may hold thousands. */
async function enqueue(client: PoolClient, chain: string, told: readonly News[], now: Date): Promise<void> {
  if (told.length === 0) return;
  const at = now.toISOString();
  const bodies = told.map(({ event, transfer, confirmations, finalized }): ScannerWebhook => ({
    event,
    targetId: transfer.targetId,
    transfer: { chain, ...transfer.wire },
    ...(transfer.also > 0 ? { also: transfer.also } : {}),
    confirmations,
    finalized,
    at,
  }));
  await client.query(
    `insert into scanner.webhook_outbox (delivery_id, chain, transfer_key, target_id, event, body)
     select delivery_id, $1, transfer_key, target_id, event, body
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]) with ordinality
       as told (delivery_id, transfer_key, target_id, event, body, turn)
     order by turn`,
    [
      chain,
      bodies.map(() => randomUUID()),
      bodies.map(({ transfer }) => `${chain}/${transfer.txHash}`),
      bodies.map(({ targetId }) => targetId),
      bodies.map(({ event }) => event),
      bodies.map((body) => JSON.stringify(body)),
    ],
  );
}
