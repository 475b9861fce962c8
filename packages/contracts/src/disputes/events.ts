import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { PARTY_ROLES } from "../deals/terms.ts";
import { caseId, caseRulingId, settlementId } from "./ids.ts";
import { CASE_OUTCOMES, CASE_ROLES, CASE_STATUSES, SETTLEMENT_KINDS, SETTLEMENT_STATUSES } from "./states.ts";

/** What every event of a case carries. Staff hear of every case: nothing that was said in it stands in an event. */
const dispute = { caseId, dealId, status: z.enum(CASE_STATUSES), version: z.number().int() };
const by = z.enum(CASE_ROLES);
const offer = { settlementId, kind: z.enum(SETTLEMENT_KINDS), by: z.enum(PARTY_ROLES) };

export const events = {
  /** The money is frozen from now on. `stateBy`: until when the other side states its case. */
  "dispute.opened.v1": z.object({ ...dispute, by: z.enum(PARTY_ROLES), stateBy: z.string() }),
  "dispute.stated.v1": z.object({ ...dispute, by: z.enum(PARTY_ROLES) }),
  "dispute.evidence_added.v1": z.object({ ...dispute, by }),
  "dispute.settlement_offered.v1": z.object({ ...dispute, ...offer, expiresAt: z.string() }),
  "dispute.settlement_answered.v1": z.object({ ...dispute, ...offer, answer: z.enum(SETTLEMENT_STATUSES) }),
  /** Both have more time to state their case: they agreed, or the platform was down. */
  "dispute.time_moved.v1": z.object({ ...dispute, until: z.string(), cause: z.enum(["agreed", "outage", "reopened"]) }),
  /** Both sides have stated their case, or had their time: it waits for a mediator. */
  "dispute.heard.v1": z.object(dispute),
  "dispute.assigned.v1": z.object({ ...dispute, mediator: z.string(), decideBy: z.string() }),
  /** The mediator has left the case: by recusal, because a side asked for another, or because the time was over. */
  "dispute.mediator_left.v1": z.object({ ...dispute, cause: z.enum(["recused", "changed", "overdue"]) }),
  /** Nobody may take it: the clock waits. */
  "dispute.waiting.v1": z.object(dispute),
  /** `appealBy`: until when it can be appealed; null for the last word. `defaulted`: the side that stayed silent, if that decided. */
  "dispute.ruled.v1": z.object({
    ...dispute,
    rulingId: caseRulingId,
    outcome: z.enum(CASE_OUTCOMES),
    appealBy: z.string().nullable(),
    defaulted: z.enum(PARTY_ROLES).nullable(),
  }),
  "dispute.appealed.v1": z.object({ ...dispute, by: z.enum(PARTY_ROLES) }),
  /** It is over, and what was on hold went where `how` says. */
  "dispute.closed.v1": z.object({ ...dispute, how: z.enum(["settled", "conceded", "ruled", "withdrawn", "undecided", "money_gone"]) }),
} as const;
