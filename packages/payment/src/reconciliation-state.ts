/** A comparison of books and chain, and what it found: beside `state.ts`, by the same rules. They hold no money. */
import type { DifferenceStatus, ReconciliationStatus } from "@amanat/contracts";
import type { MoneyMachine } from "./state.ts";

export const RECONCILIATION = {
  name: "reconciliation",
  initial: "running",
  reserved: [],
  guards: {},
  states: {
    running: [
      { on: "everything compared, nothing differs", to: "agrees", by: ["worker"], guard: null },
      { on: "everything compared, something differs", to: "drift", by: ["worker"], guard: null },
      { on: "too many passes failed", to: "failed", by: ["worker"], guard: null },
    ],
    agrees: [],
    drift: [],
    failed: [],
  },
} as const satisfies MoneyMachine<ReconciliationStatus>;

export const RECONCILIATION_ROW = {
  name: "difference",
  initial: "suspected",
  reserved: [],
  guards: {},
  states: {
    suspected: [
      { on: "the same at the next look, or still there at the last", to: "open", by: ["worker"], guard: null },
      { on: "gone at a later look", to: "vanished", by: ["worker"], guard: null },
    ],
    open: [{ on: "explained with a note and a link", to: "resolved", by: ["admin"], guard: null }],
    vanished: [],
    resolved: [],
  },
} as const satisfies MoneyMachine<DifferenceStatus>;
