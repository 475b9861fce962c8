export type { DisputePorts, Quoted, Resolver } from "./ports.ts";
export { CASE, CASE_RULING, SETTLEMENT } from "./state.ts";

// The `disputes` procedures.
export { openDispute } from "./verbs/open-dispute.ts";
export { stateCase } from "./verbs/state-case.ts";
export { addEvidence } from "./verbs/add-evidence.ts";
export { offerSettlement } from "./verbs/offer-settlement.ts";
export { answerSettlement } from "./verbs/answer-settlement.ts";
export { withdrawSettlement } from "./verbs/withdraw-settlement.ts";
export { concede } from "./verbs/concede.ts";
export { withdrawCase } from "./verbs/withdraw-case.ts";
export { appeal } from "./verbs/appeal.ts";
export { changeMediator } from "./verbs/change-mediator.ts";
export { takeCase } from "./verbs/take-case.ts";
export { recuse } from "./verbs/recuse.ts";
export { reopenEvidence } from "./verbs/reopen-evidence.ts";
export { rule } from "./verbs/rule.ts";
export { getCase } from "./reads/get-case.ts";
export { opening } from "./reads/opening.ts";
export { casesOfOneDeal, desk, listCases } from "./reads/lists.ts";
export { caseRecord } from "./reads/record.ts";
export { casesDue, caseSummaries } from "./reads/summaries.ts";
export { preview } from "./reads/preview.ts";

// For the composition: who belongs to a case.
export { casesAbout, casesOfPerson, type CaseStanding, caseStandings, mediatorsBefore } from "./reads/standings.ts";
export { maySeeCase } from "./internal/sight.ts";
export { recordedCases, recordedEvidence, recordedRulings, recordedSettlements } from "./reads/recorded.ts";

// For the worker.
export { disputeTimers } from "./timers.ts";
export { disputeReactions } from "./reactions.ts";
export { assignWaiting } from "./verbs/assign-waiting.ts";
export { watchOutage } from "./internal/uptime.ts";
