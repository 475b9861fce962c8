import type { Cursor } from "../lease.ts";
import { finishResumption, type Resumption } from "../resumptions.ts";
import { blocksObserved, orphanAbove } from "../transfers.ts";
import { ChainMoved } from "../place.ts";
import type { Follower, Tip } from "./follow.ts";
import { orphanHeaders } from "./headers.ts";

/** Headers asked for at a time. */
const AT_ONCE = 100;

/**
 * Follows the chain from a block on as it now is, because an operator said so: the seal becomes that block as the node has it,
 * observations above it whose blocks the chain no longer has are marked as orphaned and told, and reading goes on behind it. Those
 * whose blocks still stand are left as they are, and so is everything below.
 */
export async function goOnFrom(follower: Follower, cursor: Cursor, tip: Tip, { id, fromBlock }: Resumption): Promise<Cursor> {
  const { pool, reader, lease, log, options } = follower;
  const { chain } = options;
  const believed = fromBlock > tip.head.number ? null : await reader.header(fromBlock);
  if (believed === null) throw new ChainMoved(`${reader.name} has no block ${fromBlock}, from which it is to be followed`);
  const observed = await blocksObserved(pool, chain, fromBlock);
  const gone: string[] = [];
  for (let at = 0; at < observed.length; at += AT_ONCE) {
    const some = observed.slice(at, at + AT_ONCE);
    const headers = await Promise.all(some.map(({ number }) => reader.header(number)));
    gone.push(...some.filter(({ hash }, index) => headers[index]?.hash !== hash).map(({ hash }) => hash));
  }
  return lease.fenced(cursor.nextBlock, async (client, { now }) => {
    await orphanHeaders(client, chain, fromBlock);
    const lost = await orphanAbove(client, chain, fromBlock, now, gone);
    await client.query(
      "update scanner.chain_cursor set next_block = $2, sealed_to = $3, sealed_hash = $4, updated_at = $5 where chain = $1",
      [chain, fromBlock + 1, fromBlock, believed.hash, now],
    );
    await finishResumption(client, id, cursor, lost);
    log.warn({ from: fromBlock, was: cursor.sealedTo, transfers: lost }, "the chain is followed anew, as an operator said");
    return { ...cursor, nextBlock: fromBlock + 1, sealedTo: fromBlock, sealedHash: believed.hash, now };
  });
}
