import type { Words } from "../words.ts";

export const disputes = {
  ids: { case: "case", settlement: "stl", ruling: "rul" },
  scopes: ["disputes:read", "disputes:write"],
  stepUps: ["dispute.settle", "dispute.rule"],
  incidents: {
    /** Nobody may take the case: the clock waits. Closes when somebody takes it, or the case ends. */
    "dispute.unassigned": { retry: false },
    /** A mediator did not rule in time, and lost the case to another. Closes when it is ruled, or the case ends. */
    "dispute.overdue": { retry: false },
  },
} as const satisfies Words;
