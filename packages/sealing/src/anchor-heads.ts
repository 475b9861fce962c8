import type { Anchor, AnchorSink } from "./ports.ts";

/** Blocks written to a sink in one go. */
const AT_ONCE = 500;

/** Reads at most `limit` heads of a chain, in order, from block `from` on. */
export type HeadReader = (from: bigint, limit: number) => Promise<readonly Anchor[]>;

/**
 * Writes the heads that a sink does not have yet, oldest first, so that a crash between sealing and anchoring is repaired. Throws when the
 * sink holds a head that the chain does not: somebody rewrote history. Returns how many it wrote.
 */
export async function anchorHeads(sink: AnchorSink, read: HeadReader): Promise<number> {
  const last = await sink.last();
  const heads = await read(last?.n ?? 1n, AT_ONCE);
  if (last && heads[0]?.hash !== last.hash)
    throw new Error(`block ${last.n} was anchored as ${last.hash} and is ${heads[0]?.hash ?? "gone"}: history was changed`);
  const fresh = heads.filter((head) => last === null || head.n > last.n);
  await sink.append(fresh);
  return fresh.length;
}
