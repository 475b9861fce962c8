import path from "node:path";
import { anchorFile, type AnchorSink } from "@amanat/sealing";
import type { WorkerConfig } from "./config.ts";

/** Where the heads of each chain are kept; null when neither a file nor a data directory is configured. */
export function anchorSinksOf(config: WorkerConfig): { ledgerAnchors: AnchorSink | null; auditAnchors: AnchorSink | null } {
  const sink = (named: string | undefined, name: string): AnchorSink | null => {
    const file = named ?? (config.AMANAT_DATA_DIR === undefined ? null : path.join(config.AMANAT_DATA_DIR, name));
    return file === null ? null : anchorFile(file);
  };
  return {
    ledgerAnchors: sink(config.LEDGER_ANCHOR_FILE, "ledger-anchors.jsonl"),
    auditAnchors: sink(config.AUDIT_ANCHOR_FILE, "audit-anchors.jsonl"),
  };
}
