/** The blocks that hold credited deposits, one row each, so that asking whether they still stand costs one read a block. */
import { type Ctx, now, Prisma, raiseIncident, reader, type TxCtx, writeLast } from "@amanat/db";
import type { IntakeRail } from "../ports.ts";
import { judgeBlock } from "../rules.ts";

export type Block = { readonly blockNumber: number; readonly blockHash: string };
type Judged<B extends Block> = { readonly block: B; readonly verdict: ReturnType<typeof judgeBlock> };

/** Notes the block of a deposit that was credited to an intent. */
export function noteCreditedBlock(tx: TxCtx, { chain, blockNumber, blockHash }: Block & { chain: string }): void {
  writeLast(tx, `block ${chain} ${blockHash}`, {
    sql: (n) => Prisma.sql`${Prisma.raw(`block_${n}`)} AS (
      INSERT INTO "CreditedBlock" ("chain", "blockNumber", "blockHash") VALUES (${chain}, ${blockNumber}, ${blockHash}) ON CONFLICT DO NOTHING)`,
  });
}

/** Its block holds a deposit that pays for something, and that nobody has doubted. */
const STANDING = Prisma.sql`EXISTS (
  SELECT FROM "IncomingTransfer" t WHERE t."chain" = b."chain" AND t."blockHash" = b."blockHash"
    AND t."status" = 'credited' AND t."doubtedAt" IS NULL AND t."unmatched" IS NULL)`;

/** The blocks above the depth of reorgs, the longest unchecked first. */
export function blocksInTurn(ctx: Ctx, rail: IntakeRail, { above, limit }: { above: number; limit: number }): Promise<Block[]> {
  return reader(ctx).$queryRaw<Block[]>`
    SELECT b."blockNumber", b."blockHash" FROM "CreditedBlock" b
    WHERE b."chain" = ${rail.chain.chain} AND b."blockNumber" > ${above} AND ${STANDING}
    ORDER BY b."checkedAt" NULLS FIRST, b."blockNumber" DESC LIMIT ${limit}`;
}

/** The newest block at or below the depth of reorgs. Blocks hold the hashes of those before them: while it stands, so do all older ones. */
async function anchorOf(ctx: Ctx, rail: IntakeRail, upTo: number): Promise<Block | undefined> {
  const [anchor] = await reader(ctx).$queryRaw<Block[]>`
    SELECT b."blockNumber", b."blockHash" FROM "CreditedBlock" b
    WHERE b."chain" = ${rail.chain.chain} AND b."blockNumber" <= ${upTo} AND ${STANDING}
    ORDER BY b."blockNumber" DESC LIMIT 1`;
  return anchor;
}

export async function noteLookedAt(ctx: Ctx, chain: string, blocks: readonly Block[]): Promise<void> {
  const blockHash = { in: blocks.map((block) => block.blockHash) };
  // oxlint-disable-next-line amanat/no-unaudited-write -- whose turn it is, and nothing else
  await reader(ctx).creditedBlock.updateMany({ where: { chain, blockHash }, data: { checkedAt: await now(ctx) } });
}

/**
 * Asks one node for these blocks and for the one that no reorg reaches. Where that one is gone, the node serves another chain or the chain
 * broke its word: a person is told, and nothing is concluded about any block (null). `mended`: it is seen to stand.
 */
export async function judgeBlocks<B extends Block>(
  ctx: Ctx,
  rail: IntakeRail,
  { head, blocks }: { head: number; blocks: readonly B[] },
): Promise<{ judged: readonly Judged<B>[]; mended: boolean } | null> {
  const { chain, reorgDepth } = rail.chain;
  const anchor = await anchorOf(ctx, rail, head - reorgDepth);
  const heights = [...blocks, ...(anchor === undefined ? [] : [anchor])].map(({ blockNumber }) => blockNumber);
  if (heights.length === 0) return { judged: [], mended: false };
  const view = await rail.verifier.blocks(chain, heights);
  const below = anchor === undefined ? "stands" : judgeBlock(rail.chain, view, anchor);
  if (anchor !== undefined && below === "rewritten") {
    const { blockNumber, blockHash } = anchor;
    const detail = { chain, block: String(blockNumber), hash: blockHash, instead: view.hashes.get(blockNumber) ?? "" };
    await raiseIncident(ctx, { kind: "chain.rewritten", subject: chain, detail });
    return null;
  }
  return { judged: blocks.map((block) => ({ block, verdict: judgeBlock(rail.chain, view, block) })), mended: below === "stands" };
}
