import type { IncidentState } from "@amanat/contracts";
import type { Machine } from "@amanat/db";

/** An incident, from being raised to being closed. `mended`: the act that removes its cause, by `mendIncidents` of `@amanat/db`. */
export const INCIDENT = {
  name: "incident",
  initial: "open",
  reserved: [],
  guards: {},
  states: {
    open: [
      { on: "acknowledge", to: "acknowledged", by: ["guard", "admin"], guard: null },
      { on: "retry", to: "acknowledged", by: ["admin"], guard: null },
      { on: "close", to: "closed", by: ["admin"], guard: null },
      { on: "mend", to: "closed", by: ["mended"], guard: null },
    ],
    acknowledged: [
      { on: "retry", to: "acknowledged", by: ["admin"], guard: null },
      { on: "close", to: "closed", by: ["admin"], guard: null },
      { on: "mend", to: "closed", by: ["mended"], guard: null },
    ],
    closed: [],
  },
} as const satisfies Machine<IncidentState, never, "guard" | "admin" | "mended">;

export type IncidentTrigger = "acknowledge" | "retry" | "close";
