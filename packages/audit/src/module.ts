import type { Module, Verbs } from "@amanat/db";
import { type AnchorSink, sealer } from "@amanat/sealing";
import { ABOUT } from "./about.ts";
import { PURGES } from "./purges.ts";
import { auditEntries } from "./reads/entries.ts";
import { exportAudit } from "./reads/export.ts";
import { anchorAudit, sealAudit } from "./verbs/seal.ts";

/** What the worker's process supplies: sinks for block heads outside the database; null for none. */
export type AuditOutside = { readonly auditAnchors: AnchorSink | null };

/** People read entries, so sealing a second later is soon enough. */
const SEAL_MS = 1_000;

const verbs: Verbs<"audit"> = { entries: auditEntries };

export const module: Module<unknown, AuditOutside> = {
  name: "audit",
  about: ABOUT,
  purges: PURGES,
  verbs,
  downloads: { "audit.csv": exportAudit },
  loops: ({ auditAnchors }) => [
    { name: "seal-audit", everyMs: SEAL_MS, woken: false, turn: sealer({ seal: sealAudit, anchor: anchorAudit, sink: auditAnchors }) },
  ],
};
