import { type Ctx, inTransaction, mendIncidents, reader, requireSystem } from "@amanat/db";
import { type Block, blocksInTurn, judgeBlocks, noteLookedAt } from "../internal/credited-blocks.ts";
import { lockIntent } from "../internal/rows.ts";
import { doubtTransfer } from "../internal/transfer-reports.ts";
import type { IntakeRail } from "../ports.ts";

/** Blocks asked for in one pass: what a pass costs is ours to decide, however many deposits there are. */
const BLOCKS_PER_PASS = 50;
/** Deposits of one block doubted in one pass. The rest have their turn later. */
const DOUBTED_PER_PASS = 100;

/**
 * Looks whether the blocks of credited deposits still stand, and doubts the deposits of those that do not. Nothing is reversed here:
 * `recheckOrphans` asks the chain a second time. So a loss below finality is seen whoever watches the chain, and if nobody tells of it.
 *
 * - Who: the worker. Two at once: each deposit is doubted once. Replay: nothing more.
 * - Every block above `reorgDepth` has its turn. Below it one block is asked, since it stands only where all older ones do.
 */
export async function recheckCredited(ctx: Ctx, rail: IntakeRail): Promise<number> {
  requireSystem(ctx.actor);
  const { chain, reorgDepth } = rail.chain;
  const head = await rail.verifier.head(chain);
  const blocks = await blocksInTurn(ctx, rail, { above: head - reorgDepth, limit: BLOCKS_PER_PASS });
  const seen = await judgeBlocks(ctx, rail, { head, blocks });
  if (seen === null) return 0;
  if (seen.mended) await mendIncidents(ctx, chain, ["chain.rewritten"]);
  let doubted = 0;
  for (const { block, verdict } of seen.judged) if (verdict === "replaced") doubted += await doubt(ctx, chain, block);
  // Last: a worker that died before has doubted too little, and begins with the same blocks.
  if (blocks.length > 0) await noteLookedAt(ctx, chain, blocks);
  return doubted;
}

async function doubt(ctx: Ctx, chain: string, { blockHash }: Block): Promise<number> {
  const where = { chain, blockHash, status: "credited", doubtedAt: null, unmatched: null } as const;
  const rows = await reader(ctx).incomingTransfer.findMany({ where, select: { id: true, intentId: true }, take: DOUBTED_PER_PASS });
  for (const { id, intentId } of rows)
    await inTransaction(ctx, async (tx) => {
      if (intentId !== null) await lockIntent(tx, intentId);
      await doubtTransfer(tx, await tx.tx.incomingTransfer.findUniqueOrThrow({ where: { id } }));
    });
  return rows.length;
}
