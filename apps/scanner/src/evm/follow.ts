import type { Pool } from "pg";
import type { Logger } from "pino";
import { BaseError } from "viem";
import type { Cursor, Lease } from "../lease.ts";
import { advanceConfirmations, type Observation, recordObservations } from "../transfers.ts";
import { archiveWorld } from "../archive.ts";
import { ChainMoved, ForeignChain } from "../place.ts";
import { storedHashes, storeHeaders } from "./headers.ts";
import { observe } from "./observe.ts";
import type { Header } from "./log-reader.ts";
import type { ChainReader } from "./reader.ts";
import { commonAncestor, rewind } from "./reorg.ts";
import type { WatchSet } from "./watch-set.ts";

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

export type Follower = {
  pool: Pool;
  /** The node this round reads with. */
  reader: ChainReader;
  /** Another one, where the chain has several: what it says of final blocks is heard before they are sealed. */
  second: ChainReader | null;
  lease: Lease;
  log: Logger;
  options: FollowOptions;
};

/** The newest block as the node has it, and the newest final one. */
export type Tip = { head: Header; finalized: number | null };

/** Blocks per reading when far behind. */
export const STRIDE = 1_000;
/** Recent blocks whose logs are asked for again: nodes have been seen to leave some out at first. */
const TRAIL = 16;
/** Newest blocks that are held against their blooms when they are read, and blocks of a stretch that is. */
export const CHECKED = 128;

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
  if (!options.disposable) {
    const sealed = await follower.second?.header(cursor.sealedTo).catch(() => null);
    const words = `${reader.name} disagrees with our seal at block ${cursor.sealedTo}`;
    reader.blame();
    // One of several that is wrong is passed over; a chain is another one when nobody has the block that was sealed.
    throw sealed?.hash === cursor.sealedHash ? new ChainMoved(words) : new ForeignChain(words);
  }
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

/** A stretch of blocks as a node told it, not stored yet. */
export type Reading = { from: number; to: number; headers: readonly Header[]; observations: readonly Observation[]; deep: boolean };

/** The end of a stretch that begins at `from`. Blocks deep enough to seal cannot change and need no headers, so a stretch never mixes them with newer ones. */
function stretchFrom(from: number, tip: Tip, options: FollowOptions): { to: number; deep: boolean } {
  const sealable = sealTarget(tip, options);
  const deep = from <= sealable;
  return { to: Math.min(from + STRIDE - 1, deep ? sealable : tip.head.number), deep };
}

/** Reads the stretch of blocks that begins at `from`, at most up to the tip; null when there is none. Stores nothing. */
export async function readStretch(follower: Follower, from: number, tip: Tip, watched: WatchSet): Promise<Reading | null> {
  const { reader, options } = follower;
  if (from > tip.head.number) return null;
  const { to, deep } = stretchFrom(from, tip, options);
  const headers = await reader.headers(deep ? to : from, to);
  if (!deep) assertLinked(headers);
  const checkedFrom = tip.head.number - CHECKED + 1;
  const observations = await observe(reader, watched, { from, to, headers, checkedFrom, tokens: options.tokens });
  return { from, to, headers, observations, deep };
}

/** Stores a stretch: every header above the seal, linked to the one before, and what was seen in it. */
export async function storeStretch(follower: Follower, cursor: Cursor, tip: Tip, reading: Reading): Promise<Cursor> {
  const { lease, options } = follower;
  const { from, to, headers, observations, deep } = reading;
  const [first] = headers;
  const parent = deep || from === 0 ? null : await hashAt(follower, cursor, from - 1);
  if (first === undefined || (parent !== null && first.parent !== parent)) throw new ChainMoved(`block ${from} does not follow ours`);
  return lease.fenced(from, async (client, { now }) => {
    await storeHeaders(client, options.chain, headers);
    await recordObservations(client, options.chain, observations, { tip: to, finalized: finalAt(tip, to), now });
    await client.query("update scanner.chain_cursor set next_block = $2, updated_at = $3 where chain = $1", [options.chain, to + 1, now]);
    return { ...cursor, nextBlock: to + 1, now };
  });
}

/** Asks for the newest blocks' logs once more and reports what was missing before; answers how many. */
export async function reread(follower: Follower, cursor: Cursor, tip: Tip, watched: WatchSet): Promise<number> {
  return readAgain(follower, cursor, tip, watched, Math.max(cursor.sealedTo + 1, cursor.nextBlock - TRAIL), cursor.nextBlock - 1);
}

/**
 * Reads for late targets what was passed before they were known, then marks them as caught up. What is sealed is not read again by
 * anybody, so that a second node is asked as well. Answers how many transfers it found.
 */
export async function backfill(follower: Follower, cursor: Cursor, tip: Tip, pending: WatchSet): Promise<number> {
  if (pending.targets.length === 0) return 0;
  const oldest = Math.min(...pending.targets.map((target) => target.fromBlock));
  let found = await readAgain(follower, cursor, tip, pending, oldest, cursor.nextBlock - 1);
  found += await secondReading(follower, (by) => readAgain(by, cursor, tip, pending, oldest, cursor.sealedTo));
  await follower.lease.fenced(cursor.nextBlock, async (client) => {
    await client.query("update scanner.watch_target set backfilled = true where id = any($1::text[]) and not backfilled", [
      pending.targets.map((target) => target.id),
    ]);
  });
  return found;
}

/** Has something read by the second node, and by the first again where there is none or it has forgotten so old a block. */
async function secondReading(follower: Follower, read: (by: Follower) => Promise<number>): Promise<number> {
  const { second } = follower;
  if (second === null) return read(follower);
  try {
    return await read({ ...follower, reader: second });
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    second.blame();
    follower.log.warn({ err: error, node: second.name }, "a second node could not be asked for history");
    return read(follower);
  }
}

/** Counts confirmations up to our newest block. */
export async function confirm(follower: Follower, cursor: Cursor, tip: Tip): Promise<void> {
  const { lease, options } = follower;
  const last = cursor.nextBlock - 1;
  await lease.fenced(cursor.nextBlock, (client, { now }) =>
    advanceConfirmations(client, options.chain, { tip: last, finalized: finalAt(tip, last), now }, options),
  );
}

/** Reads blocks that are behind the cursor once more and tells what was not known; answers how much that was. */
export async function readAgain(
  follower: Follower,
  cursor: Cursor,
  tip: Tip,
  watched: WatchSet,
  start: number,
  end: number,
): Promise<number> {
  const { pool, reader, lease, options } = follower;
  const last = cursor.nextBlock - 1;
  let found = 0;
  for (let from = start; from <= end; from += STRIDE) {
    const to = Math.min(end, from + STRIDE - 1);
    const headers = to - from < CHECKED ? await reader.headers(from, to) : [];
    const observations = await observe(reader, watched, { from, to, headers, checkedFrom: from, tokens: options.tokens });
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
export function sealTarget(tip: Tip, options: FollowOptions): number {
  const deep = tip.head.number - options.reorgDepth;
  return options.requireFinalized ? Math.min(deep, tip.finalized ?? -1) : deep;
}

export function finalAt(tip: Tip, last: number): number | null {
  return tip.finalized === null ? null : Math.min(tip.finalized, last);
}

async function hashAt(follower: Follower, cursor: Cursor, number: number): Promise<string | null> {
  if (number === cursor.sealedTo) return cursor.sealedHash;
  return (await storedHashes(follower.pool, follower.options.chain, number, number)).get(number) ?? null;
}

function assertLinked(headers: readonly Header[]): void {
  for (const [index, header] of headers.entries()) {
    const before = headers[index - 1];
    if (before !== undefined && header.parent !== before.hash)
      throw new ChainMoved(`block ${header.number} does not follow the one before`);
  }
}
