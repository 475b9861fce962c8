import type { Timers } from "@amanat/db";
import type { DisputePorts } from "./ports.ts";
import { endStatements } from "./verbs/end-statements.ts";
import { expireSettlement } from "./verbs/expire-settlement.ts";
import { endAppeal, endLast, endMediation } from "./verbs/run-case-clocks.ts";

/** The deadlines of cases. */
export function disputeTimers(ports: DisputePorts): Timers {
  return {
    dispute_state: (tx, caseId) => endStatements(tx, { caseId }, ports),
    dispute_decide: (tx, caseId) => endMediation(tx, { caseId }, ports),
    dispute_appeal: (tx, caseId) => endAppeal(tx, { caseId }, ports),
    dispute_last: (tx, caseId) => endLast(tx, { caseId }, ports),
    dispute_offer: (tx, settlementId) => expireSettlement(tx, { settlementId }, ports),
  };
}
