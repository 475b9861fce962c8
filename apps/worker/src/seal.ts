import path from "node:path";
import type { Ctx } from "@amanat/db";
import { anchor, anchorFile, type AnchorSink, rollUp, sealFinished } from "@amanat/ledger";
import type { WorkerConfig } from "./config.ts";

/** Blocks of one turn: a backlog must not keep the loop from stopping. */
const BLOCKS_PER_TURN = 20;
/** How often house accounts are folded into their balance rows, in ms. */
const ROLL_UP_MS = 60_000;

/** Where heads are kept; null when neither a file nor a data directory is configured. */
export function anchorSinkOf(config: WorkerConfig): AnchorSink | null {
  const inData = config.AMANAT_DATA_DIR === undefined ? null : path.join(config.AMANAT_DATA_DIR, "ledger-anchors.jsonl");
  const file = config.LEDGER_ANCHOR_FILE ?? inData;
  return file === null ? null : anchorFile(file);
}

/** One turn of the sealer: seals what is finished, tells the new heads outside, and now and then rolls up. */
export function sealer(sink: AnchorSink | null): (ctx: Ctx) => Promise<void> {
  let rolledAt = 0;
  // The first turn also makes up for heads that a crash left untold.
  let untold = true;
  return async (ctx) => {
    if ((await sealFinished(ctx, BLOCKS_PER_TURN)) > 0) untold = true;
    if (sink !== null && untold) while ((await anchor(ctx, sink)) > 0);
    untold = false;
    if (Date.now() - rolledAt < ROLL_UP_MS) return;
    await rollUp(ctx);
    rolledAt = Date.now();
  };
}
