import type { Pool } from "pg";
import type { Logger } from "pino";
import { pruneHeaders, storedHashes, storeHeaders } from "./headers.ts";
import type { Cursor, Lease } from "./lease.ts";
import { observe } from "./observe.ts";
import { ChainMoved } from "./reader.ts";
import type { ChainReader, Header } from "./reader.ts";
import { archiveWorld, commonAncestor, rewind } from "./reorg.ts";
import type { Target } from "./targets.ts";
import { advanceConfirmations, recordObservations } from "./transfers.ts";

type FollowOptions = {
  chain: string;
  confirmations: number;
  requireFinalized: boolean;
  /** Blocks that may still leave the chain; below them nothing is looked at again. */
  reorgDepth: number;
  /** Tokens the product takes, where it named them. */
  tokens: readonly string[] | undefined;
  /** Archive and start over when the chain is not the one we knew; else halt. Only ever true for a local chain. */
  disposable: boolean;
};

export type Follower = { pool: Pool; reader: ChainReader; lease: Lease; log: Logger; options: FollowOptions };

/** The newest block as the node has it, and the newest final one. */
export type Tip = { head: Header; finalized: number | null };

/** Blocks per reading below the seal. */
const STRIDE = 1_000;
/** Recent blocks whose logs are asked for again: nodes have been seen to leave some out at first. */
const TRAIL = 16;
/** Blocks per reading above the seal, and of stretches of history that are checked against their headers' blooms as well. */
const CHECKED = 128;

/** The chain is not the one we followed, and it is none that may be started over. Needs a person. */
export class ForeignChain extends Error {
  override readonly name = "ForeignChain";
}

/** Makes sure that our newest block is still the chain's; goes back to the common ancestor when it is not. */
export async function settleHistory(follower: Follower, cursor: Cursor, tip: Tip): Promise<Cursor> {
  const { pool, reader, lease, log, options } = follower;
  const last = cursor.nextBlock - 1;
  if (last < 0) return cursor;
  const top = Math.min(last, tip.head.number);
  // A public chain does not get shorter: this node is behind, perhaps on a branch that is gone. Or the branch that wins is still growing.
  if (top < last && !options.disposable) throw new ChainMoved("the node is behind what was read");
  const [known, actual] = await Promise.all([
    hashAt(follower, cursor, last),
    tip.head.number === last ? tip.head : top < last ? null : reader.header(last),
  ]);
  if (actual && actual.hash === known) return cursor;

  const ancestor = await commonAncestor({ reader, pool, cursor, options }, top);
  if (ancestor !== null) {
    const lost = await rewind(lease, options.chain, cursor, ancestor);
    log.warn({ from: last, ancestor, transfers: lost }, "the chain was reorganised");
    return lease.cursor();
  }
  if (!options.disposable) throw new ForeignChain(`the chain disagrees with our seal at block ${cursor.sealedTo}`);
  const archived = await archiveWorld(lease, options.chain, cursor);
  log.warn({ archived }, "this is another chain than before: the old one's data is archived, starting fresh");
  await openAt(follower, tip);
  await lease.take();
  return lease.cursor();
}

/** Begins a chain that was never followed: recent history is read in full, older is read for targets that ask for it. */
export async function openAt(follower: Follower, tip: Tip): Promise<void> {
  const seal = tip.head.number - follower.options.reorgDepth;
  const header = seal >= 0 ? await follower.reader.header(seal) : null;
  await follower.lease.open(
    header ? { nextBlock: seal + 1, sealedTo: seal, sealedHash: header.hash } : { nextBlock: 0, sealedTo: -1, sealedHash: "" },
  );
}

/** Reads the next stretch of blocks, at most up to the tip. Answers the new position and whether there is more. */
export async function readForward(
  follower: Follower,
  cursor: Cursor,
  tip: Tip,
  targets: readonly Target[],
): Promise<{ cursor: Cursor; more: boolean }> {
  const { reader, lease, options } = follower;
  const from = cursor.nextBlock;
  if (from > tip.head.number) return { cursor, more: false };
  const sealable = sealTarget(tip, options);
  // Deep blocks cannot change: their logs suffice. Above the seal every header is kept and linked to the one before.
  const deep = from <= sealable;
  const to = deep ? Math.min(from + STRIDE - 1, sealable) : Math.min(from + CHECKED - 1, tip.head.number);
  const headers = await reader.headers(deep ? to : from, to);
  if (!deep) assertLinked(headers, from === 0 ? null : await hashAt(follower, cursor, from - 1));
  const observations = await observe(reader, targets, from, to, headers, options.tokens);
  const last = headers.at(-1);
  if (!last) throw new ChainMoved("no header at the end of the range");

  await lease.fenced(from, async (client, { now }) => {
    await storeHeaders(client, options.chain, headers);
    await recordObservations(client, options.chain, observations, { tip: to, finalized: finalAt(tip, to), now });
    await client.query("update scanner.chain_cursor set next_block = $2, updated_at = $3 where chain = $1", [options.chain, to + 1, now]);
    const sealed = Math.min(sealable, to);
    if (sealed <= cursor.sealedTo) return;
    const hash = (await storedHashes(client, options.chain, sealed, sealed)).get(sealed);
    if (hash === undefined) return;
    await client.query("update scanner.chain_cursor set sealed_to = $2, sealed_hash = $3 where chain = $1", [options.chain, sealed, hash]);
    await pruneHeaders(client, options.chain, sealed);
  });
  return { cursor: await lease.cursor(), more: to < tip.head.number };
}

/** Asks for the newest blocks' logs once more and reports what was missing before; answers how many. */
export async function reread(follower: Follower, cursor: Cursor, tip: Tip, targets: readonly Target[]): Promise<number> {
  return readAgain(follower, cursor, tip, targets, Math.max(cursor.sealedTo + 1, cursor.nextBlock - TRAIL));
}

/** Reads for late targets what was passed before they were known, then marks them as caught up. Answers how many transfers it found. */
export async function backfill(follower: Follower, cursor: Cursor, tip: Tip, pending: readonly Target[]): Promise<number> {
  if (pending.length === 0) return 0;
  const oldest = Math.min(...pending.map((target) => target.fromBlock));
  const found = await readAgain(follower, cursor, tip, pending, oldest);
  await follower.lease.fenced(cursor.nextBlock, async (client) => {
    await client.query("update scanner.watch_target set backfilled = true where id = any($1::text[]) and not backfilled", [
      pending.map((target) => target.id),
    ]);
  });
  return found;
}

/** Counts confirmations up to our newest block. */
export async function confirm(follower: Follower, cursor: Cursor, tip: Tip): Promise<void> {
  const { lease, options } = follower;
  const last = cursor.nextBlock - 1;
  await lease.fenced(cursor.nextBlock, (client, { now }) =>
    advanceConfirmations(client, options.chain, { tip: last, finalized: finalAt(tip, last), now }, options),
  );
}

async function readAgain(follower: Follower, cursor: Cursor, tip: Tip, targets: readonly Target[], start: number): Promise<number> {
  const { pool, reader, lease, options } = follower;
  const last = cursor.nextBlock - 1;
  let found = 0;
  for (let from = start; from <= last; from += STRIDE) {
    const to = Math.min(last, from + STRIDE - 1);
    const headers = to - from < CHECKED ? await reader.headers(from, to) : [];
    const observations = await observe(reader, targets, from, to, headers, options.tokens);
    const hashes = await storedHashes(pool, options.chain, from, to);
    for (const seen of observations) {
      if (seen.blockNumber > cursor.sealedTo && hashes.get(seen.blockNumber) !== seen.blockHash)
        throw new ChainMoved(`block ${seen.blockNumber} is not ours`);
    }
    if (observations.length === 0) continue;
    found += await lease.fenced(cursor.nextBlock, (client, { now }) =>
      recordObservations(client, options.chain, observations, { tip: last, finalized: finalAt(tip, last), now }),
    );
  }
  return found;
}

/** The highest block that may be sealed: deep enough, and final where the chain says what is. */
function sealTarget(tip: Tip, options: FollowOptions): number {
  const deep = tip.head.number - options.reorgDepth;
  return options.requireFinalized ? Math.min(deep, tip.finalized ?? -1) : deep;
}

function finalAt(tip: Tip, last: number): number | null {
  return tip.finalized === null ? null : Math.min(tip.finalized, last);
}

async function hashAt(follower: Follower, cursor: Cursor, number: number): Promise<string | null> {
  if (number === cursor.sealedTo) return cursor.sealedHash;
  return (await storedHashes(follower.pool, follower.options.chain, number, number)).get(number) ?? null;
}

function assertLinked(headers: readonly Header[], parent: string | null): void {
  let previous = parent;
  for (const header of headers) {
    if (previous !== null && header.parent !== previous) throw new ChainMoved(`block ${header.number} does not follow ours`);
    previous = header.hash;
  }
}
