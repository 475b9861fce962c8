import type { CaseSummary, PartyRole } from "@amanat/contracts";
import { otherSide } from "../rules.ts";
import { hasActed, hasStated } from "./acting.ts";
import type { CaseClocks } from "./clocks.ts";
import type { CaseRow } from "./rows.ts";

type Next = CaseSummary["next"];

/** Whose turn it is in a case, by when, and what happens otherwise. */
export function nextOf(row: CaseRow, clocks: CaseClocks): Next {
  const at = (clock: keyof CaseClocks) => clocks[clock]?.toISOString() ?? null;
  switch (row.status) {
    case "open": {
      const other = otherSide(row.openedBy);
      const who: PartyRole = hasStated(row, other) ? row.openedBy : other;
      const consequence = hasActed(row, other) ? "mediator_decides" : "silent_side_loses";
      return { who, action: "state", dueAt: at("dispute_state"), consequence };
    }
    case "unassigned":
      return { who: "desk", action: "await_mediator", dueAt: null, consequence: "none" };
    case "in_progress":
      return { who: "mediator", action: "rule", dueAt: at("dispute_decide"), consequence: "another_mediator" };
    case "ruled":
      return { who: "both", action: "appeal", dueAt: at("dispute_appeal"), consequence: "ruling_executes" };
    case "resolved":
    case "settled":
    case "withdrawn":
    case "lapsed":
      return { who: "nobody", action: "none", dueAt: null, consequence: "none" };
  }
}
