import type { Module, Verbs } from "@amanat/db";
import { type AnchorSink, sealer } from "@amanat/sealing";
import { auditEntries } from "./entries.ts";
import { exportAudit } from "./export.ts";
import { anchorAudit, sealAudit } from "./seal.ts";

/** What the loops ask of the process: where heads are kept outside the database; null for nowhere. */
export type AuditOutside = { readonly auditAnchors: AnchorSink | null };

/** Entries are read by people; a second in which the newest are not sealed is nothing to them. */
const SEAL_MS = 1_000;

const verbs: Verbs<"audit"> = { entries: auditEntries };

export const module: Module<unknown, AuditOutside> = {
  name: "audit",
  verbs,
  downloads: { "audit.csv": exportAudit },
  loops: ({ auditAnchors }) => [
    { name: "seal-audit", everyMs: SEAL_MS, woken: false, turn: sealer({ seal: sealAudit, anchor: anchorAudit, sink: auditAnchors }) },
  ],
};
