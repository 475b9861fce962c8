import type { Cursor } from "../lease.ts";
import { recordObservations } from "../transfers.ts";
import { CHECKED, finalAt, type Follower, sealTarget, STRIDE, type Tip } from "./follow.ts";
import { pruneHeaders, storedHashes } from "./headers.ts";
import { observe } from "./observe.ts";
import type { WatchSet } from "./watch-set.ts";

/** Blocks that are sealed in one go where the chain is quick: each look costs as many questions as a first reading. */
const AT_ONCE = 32;

/** `sealed`: as far as could be; `disagreed`: two nodes have different blocks at a height that is final. */
export type Sealing = { cursor: Cursor; found: number; outcome: "sealed" | "disagreed" };

/**
 * Seals what is deep and final, as far as it has been read and at most one stride: it is read once more, by another node where there
 * is one, and what the first reading lacked is told. Where the other node has another block than ours, nothing is sealed.
 * Answers the new position and how many transfers had been missed.
 */
export async function sealNext(follower: Follower, cursor: Cursor, tip: Tip, watched: WatchSet): Promise<Sealing> {
  const { pool, lease, log, options } = follower;
  const reader = follower.second ?? follower.reader;
  const from = cursor.sealedTo + 1;
  const end = Math.min(sealTarget(tip, options), cursor.nextBlock - 1, from + STRIDE - 1);
  if (end - from + 1 < Math.min(AT_ONCE, options.reorgDepth >> 3)) return { cursor, found: 0, outcome: "sealed" };
  const stored = await storedHashes(pool, options.chain, from, end);
  // Of blocks that were deep when they were read only the last of each stretch is stored.
  const to = Math.max(...stored.keys());
  const hash = stored.get(to);
  if (hash === undefined) return { cursor, found: 0, outcome: "sealed" };
  const headers = await reader.headers(to - from < CHECKED ? from : to, to);
  const other = headers.find((header) => (stored.get(header.number) ?? header.hash) !== header.hash);
  if (other) {
    reader.blame();
    log.warn({ block: other.number, node: reader.name }, "two nodes have different blocks at a final height: it is not sealed");
    return { cursor, found: 0, outcome: "disagreed" };
  }
  const observations = await observe(reader, watched, { from, to, headers, checkedFrom: from, tokens: options.tokens });
  return lease.fenced(cursor.nextBlock, async (client, { now }) => {
    const last = cursor.nextBlock - 1;
    const found = await recordObservations(client, options.chain, observations, { tip: last, finalized: finalAt(tip, last), now });
    if (found > 0) log.warn({ from, to, transfers: found, node: reader.name }, "a second reading found what the first had not");
    await client.query("update scanner.chain_cursor set sealed_to = $2, sealed_hash = $3 where chain = $1", [options.chain, to, hash]);
    await pruneHeaders(client, options.chain, to);
    return { cursor: { ...cursor, sealedTo: to, sealedHash: hash, now }, found, outcome: "sealed" };
  });
}
