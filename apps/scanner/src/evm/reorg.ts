import type { Pool } from "pg";
import { ChainMoved } from "../place.ts";
import { orphanHeaders, storedHashes } from "./headers.ts";
import type { Cursor, Lease } from "../lease.ts";
import type { ChainReader } from "./reader.ts";
import { orphanAbove } from "../transfers.ts";

/** Blocks compared in one go while walking back. */
const STRIDE = 16;

const BEHIND = "this node does not have every block of the chain";

type Walk = { reader: ChainReader; pool: Pool; cursor: Cursor; options: { chain: string; disposable: boolean } };

/**
 * The newest block that node and database agree on, walking back from `from` to the seal. `null` when they disagree
 * even about the seal: that is no reorganisation any more but another chain. Throws ChainMoved when a node that is behind was asked.
 */
export async function commonAncestor({ reader, pool, cursor, options }: Walk, from: number): Promise<number | null> {
  const { chain, disposable } = options;
  for (let top = from; top > cursor.sealedTo; top -= STRIDE) {
    const bottom = Math.max(cursor.sealedTo + 1, top - STRIDE + 1);
    const [stored, headers] = await Promise.all([
      storedHashes(pool, chain, bottom, top),
      Promise.all(Array.from({ length: top - bottom + 1 }, (_, index) => reader.header(top - index))),
    ]);
    if (!disposable && headers.includes(null)) throw new ChainMoved(BEHIND);
    const agreed = headers.find((header) => header !== null && stored.get(header.number) === header.hash);
    if (agreed) return agreed.number;
  }
  // Nothing sealed yet and not one block in common: even block 0 differs.
  if (cursor.sealedTo < 0) return null;
  const sealed = await reader.header(cursor.sealedTo);
  if (!disposable && sealed === null) throw new ChainMoved(BEHIND);
  return sealed?.hash === cursor.sealedHash ? cursor.sealedTo : null;
}

/** Returns to a common ancestor: headers and observations above it are marked, reported and kept. */
export async function rewind(lease: Lease, chain: string, cursor: Cursor, ancestor: number): Promise<number> {
  return lease.fenced(cursor.nextBlock, async (client, { now }) => {
    await orphanHeaders(client, chain, ancestor);
    const lost = await orphanAbove(client, chain, ancestor, now);
    await client.query("update scanner.chain_cursor set next_block = $2, updated_at = $3 where chain = $1", [chain, ancestor + 1, now]);
    return lost;
  });
}
