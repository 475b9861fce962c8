import path from "node:path";
import { anchorAudit, sealAudit } from "@amanat/audit";
import type { Ctx } from "@amanat/db";
import { anchor, anchorFile, type AnchorSink, rollUp, sealFinished } from "@amanat/ledger";
import type { WorkerConfig } from "./config.ts";

/** Blocks of one turn: a backlog must not keep the loop from stopping. */
const BLOCKS_PER_TURN = 20;
/** How often house accounts are folded into their balance rows, in ms. */
const ROLL_UP_MS = 60_000;

/** Where the heads of each chain are kept; null when neither a file nor a data directory is configured. */
export function anchorSinksOf(config: WorkerConfig): { ledger: AnchorSink | null; audit: AnchorSink | null } {
  const sink = (named: string | undefined, name: string): AnchorSink | null => {
    const file = named ?? (config.AMANAT_DATA_DIR === undefined ? null : path.join(config.AMANAT_DATA_DIR, name));
    return file === null ? null : anchorFile(file);
  };
  return {
    ledger: sink(config.LEDGER_ANCHOR_FILE, "ledger-anchors.jsonl"),
    audit: sink(config.AUDIT_ANCHOR_FILE, "audit-anchors.jsonl"),
  };
}

/** One turn of the audit trail's sealer: seals what is finished, and tells the new heads outside. */
export function auditSealer(sink: AnchorSink | null): (ctx: Ctx) => Promise<void> {
  let untold = true;
  return async (ctx) => {
    if ((await sealAudit(ctx, BLOCKS_PER_TURN)) > 0) untold = true;
    if (sink !== null && untold) while ((await anchorAudit(ctx, sink)) > 0);
    untold = false;
  };
}

/** One turn of the ledger's sealer: seals what is finished, tells the new heads outside, and now and then rolls up. */
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
