import { type Ctx, type Deadline, inTransaction, now, requireSystem, type TxCtx } from "@amanat/db";
import { expireDeal } from "./verbs/expire-deal.ts";
import { expireOffer } from "./verbs/expire-offer.ts";
import { expireProposal } from "./verbs/expire-proposal.ts";
import { expireRequest } from "./verbs/expire-request.ts";
import { releaseDeal } from "./verbs/release-deal.ts";
import { tellLate } from "./verbs/tell-late.ts";

type Timer = (tx: TxCtx, subjectId: string) => Promise<void>;

const TIMERS = {
  pay: (tx, dealId) => expireDeal(tx, { dealId }),
  deliver: (tx, dealId) => tellLate(tx, { dealId }),
  inspect: (tx, dealId) => releaseDeal(tx, { dealId }),
  proposal: (tx, proposalId) => expireProposal(tx, { proposalId }),
  request_expiry: (tx, requestId) => expireRequest(tx, { requestId }),
  offer_expiry: (tx, offerId) => expireOffer(tx, { offerId }),
} as const satisfies Record<string, Timer>;

/** The deadlines this context sets and answers for. */
export const DEADLINE_PURPOSES = Object.keys(TIMERS) as (keyof typeof TIMERS)[];

function isOurs(purpose: string): purpose is keyof typeof TIMERS {
  return Object.hasOwn(TIMERS, purpose);
}

/**
 * Does what a due deadline says and closes it, in one transaction (the caller's, when it has one).
 * A row that is closed, paused or not due by the clock does nothing: the row decides, whoever calls.
 * Errors: FORBIDDEN (not the system), NOT_FOUND (its subject is gone).
 */
export async function runDueDeadline(ctx: Ctx, deadline: Pick<Deadline, "purpose" | "subjectId">): Promise<void> {
  requireSystem(ctx.actor);
  const { purpose, subjectId } = deadline;
  if (!isOurs(purpose)) throw new Error(`no timer answers for ${purpose}`);
  await inTransaction(ctx, async (tx) => {
    // Lock the row first: a renewal that commits meanwhile moves `dueAt`, and then this is not due.
    await tx.tx.$queryRaw`SELECT 1 FROM "Deadline" WHERE "purpose" = ${purpose} AND "subjectId" = ${subjectId}::uuid FOR UPDATE`;
    const row = await tx.tx.deadline.findUnique({ where: { purpose_subjectId: { purpose, subjectId } } });
    if (!row || row.status !== "pending" || row.pausedAt !== null || row.dueAt > (await now(tx))) return;
    await TIMERS[purpose](tx, subjectId);
  });
}
