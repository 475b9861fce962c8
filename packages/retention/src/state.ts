import type { DepartureState, ExportState, PurgeState } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

/** An archive that a person asked for. */
export const EXPORT = {
  name: "export",
  initial: "asked",
  reserved: [],
  guards: {},
  states: {
    asked: [
      { on: "make", to: "ready", by: ["worker"], guard: null },
      { on: "give_up", to: "failed", by: ["worker"], guard: null },
    ],
    ready: [{ on: "expire", to: "expired", by: ["worker"], guard: null }],
    failed: [],
    expired: [],
  },
} as const satisfies Machine<ExportState, never, "worker">;

const undo = { on: "undo", to: "undone", by: ["admin"], guard: null } as const;
const go = [
  { on: "purge", to: "purging", by: ["worker"], guard: null },
  { on: "finish", to: "done", by: ["worker"], guard: null },
] as const;

/** A clearing of old records: nothing goes while it can be taken back. */
export const PURGE = {
  name: "purge",
  initial: "marking",
  reserved: [],
  guards: {},
  states: {
    marking: [
      { on: "mark", to: "marking", by: ["worker"], guard: null },
      { on: "mark_last", to: "marked", by: ["worker"], guard: null },
      undo,
    ],
    marked: [...go, undo],
    purging: [...go],
    done: [],
    undone: [],
  },
} as const satisfies Machine<PurgeState, never, "worker" | "admin">;

/** The deletion of an account. Nothing is erased while it can be taken back. */
export const DEPARTURE = {
  name: "departure",
  initial: "asked",
  reserved: [],
  guards: {},
  states: {
    asked: [
      { on: "cancel", to: "cancelled", by: ["owner"], guard: null },
      { on: "close", to: "erasing", by: ["worker"], guard: null },
      { on: "stop", to: "stopped", by: ["worker"], guard: null },
    ],
    erasing: [
      { on: "erase", to: "erasing", by: ["worker"], guard: null },
      { on: "finish", to: "done", by: ["worker"], guard: null },
    ],
    done: [],
    cancelled: [],
    stopped: [],
  },
} as const satisfies Machine<DepartureState, never, "worker" | "owner">;
