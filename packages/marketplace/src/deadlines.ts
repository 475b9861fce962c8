import { closeDeadline, type Ctx, type Deadline, requireSystem, resumeDeadline, runTimer, type Timers, type TxCtx } from "@amanat/db";
import { expireDeal } from "./verbs/expire-deal.ts";
import { expireOffer } from "./verbs/expire-offer.ts";
import { expireProposal } from "./verbs/expire-proposal.ts";
import { expireRequest } from "./verbs/expire-request.ts";
import { releaseDeal } from "./verbs/release-deal.ts";
import { tellLate } from "./verbs/tell-late.ts";

/** The deadlines this context sets, and what each does when it is due. */
export const MARKETPLACE_TIMERS = {
  pay: (tx, dealId) => expireDeal(tx, { dealId }),
  pay_resume: (tx, dealId) => resumePayClock(tx, dealId),
  deliver: (tx, dealId) => tellLate(tx, { dealId }),
  inspect: (tx, dealId) => releaseDeal(tx, { dealId }),
  proposal: (tx, proposalId) => expireProposal(tx, { proposalId }),
  request_expiry: (tx, requestId) => expireRequest(tx, { requestId }),
  offer_expiry: (tx, offerId) => expireOffer(tx, { offerId }),
} as const satisfies Timers;

/** The time to pay stood still for as long as it may: what was left of it runs on. */
async function resumePayClock(tx: TxCtx, subjectId: string): Promise<void> {
  requireSystem(tx.actor);
  await resumeDeadline(tx, { purpose: "pay", subjectId });
  await closeDeadline(tx, { purpose: "pay_resume", subjectId }, "done");
}

/** The purposes alone. */
export const DEADLINE_PURPOSES = Object.keys(MARKETPLACE_TIMERS) as (keyof typeof MARKETPLACE_TIMERS)[];

/** As `runTimer`, for this context's own deadlines. */
export function runDueDeadline(ctx: Ctx, deadline: Pick<Deadline, "purpose" | "subjectId">): Promise<void> {
  return runTimer(ctx, MARKETPLACE_TIMERS, deadline);
}
