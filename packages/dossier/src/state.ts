import type { DossierState } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

/** Whoever moves a record: its reader, a worker, or time. */
type ByDossier = "reader" | "worker" | "timer";

/** A deal's record, from being asked for to its bytes being gone. */
export const DOSSIER = {
  name: "dossier",
  initial: "asked",
  reserved: [],
  guards: {},
  states: {
    asked: [{ on: "begin", to: "making", by: ["worker"], guard: null }],
    making: [
      { on: "finish", to: "ready", by: ["worker"], guard: null },
      { on: "postpone", to: "asked", by: ["worker"], guard: null },
      { on: "fail", to: "failed", by: ["worker"], guard: null },
    ],
    ready: [{ on: "expire", to: "expired", by: ["timer", "reader"], guard: null }],
    failed: [],
    expired: [],
  },
} as const satisfies Machine<DossierState, never, ByDossier>;
