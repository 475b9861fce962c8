import { finishes, money, polled, read, staff, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { byDeal } from "../deals/views.ts";
import {
  addEvidenceInput,
  answerSettlementInput,
  appealInput,
  byCase,
  caseAction,
  caseMoved,
  casePage,
  casesOfDeal,
  caseView,
  changeMediatorInput,
  deskInput,
  deskPage,
  evidenceAdded,
  listCasesInput,
  offerSettlementInput,
  openDisputeInput,
  openingView,
  previewInput,
  previewView,
  recordInput,
  recordPage,
  reopenEvidenceInput,
  ruleInput,
  stateCaseInput,
  withdrawSettlementInput,
} from "./schemas.ts";

const SEES = "party, its mediator, or admin";
/** What a side does in a case keeps or ends what runs, so that who is restricted may do it. */
const side = (state: string, rest = {}) => finishes(write("party", state, "disputes:write", rest));
const sideMoney = (ownership: string, state: string, rest = {}) => finishes(money(ownership, state, "disputes:write", rest));
const resolver = <Row extends object>(row: Row) => ({ ...row, who: ["resolver"] as const });

export const procedures = {
  /** What a case about this deal would stop, cost and take, and what happens when the other side stays silent. */
  opening: query(byDeal, openingView, read("user", "party", "disputes:read")),
  get: query(byCase, caseView, polled("user", SEES, "disputes:read")),
  ofDeal: query(byDeal, casesOfDeal, polled("user", "party, its mediator, or staff", "disputes:read")),
  list: query(listCasesInput, casePage, read("user", "own", "disputes:read")),
  desk: query(deskInput, deskPage, polled(staff, "tenant", "disputes:read")),
  record: query(recordInput, recordPage, polled("user", SEES, "disputes:read")),
  preview: query(previewInput, previewView, read("user", SEES, "disputes:read")),
  open: mutation(openDisputeInput, caseMoved, sideMoney("party of the deal", "money held, no case open")),
  state: mutation(stateCaseInput, caseMoved, side("open, not stated yet")),
  addEvidence: mutation(addEvidenceInput, evidenceAdded, side("evidence is taken")),
  offerSettlement: mutation(offerSettlementInput, caseMoved, sideMoney("party whose turn it is", "not over", { stepUp: "dispute.settle" })),
  answerSettlement: mutation(answerSettlementInput, caseMoved, sideMoney("the other party", "offer open", { stepUp: "dispute.settle" })),
  withdrawSettlement: mutation(withdrawSettlementInput, caseMoved, sideMoney("who made it", "offer open")),
  /** Everything that is on hold goes to the other side, and the case is over. */
  concede: mutation(caseAction, caseMoved, sideMoney("party", "not over", { stepUp: "dispute.settle" })),
  withdraw: mutation(caseAction, caseMoved, sideMoney("who opened it", "before a ruling")),
  appeal: mutation(appealInput, caseMoved, sideMoney("party", "ruled, once, in time")),
  changeMediator: mutation(changeMediatorInput, caseMoved, side("in progress, once")),
  take: mutation(caseAction, caseMoved, resolver(write("eligible", "unassigned", "disputes:write"))),
  recuse: mutation(caseAction, caseMoved, resolver(write("its mediator", "in progress", "disputes:write"))),
  reopenEvidence: mutation(reopenEvidenceInput, caseMoved, resolver(write("its mediator", "in progress", "disputes:write"))),
  rule: mutation(ruleInput, caseMoved, resolver(money("its mediator", "in progress", "disputes:write", { stepUp: "dispute.rule" }))),
} as const;
