import { BrokenInvariant, uuidOf } from "@amanat/contracts";
import { now, type Only, pauseOnce, type Reactions, requireSystem, resumeDeadline, setting, type TxCtx } from "@amanat/db";
import type { Kinds } from "./kind.ts";
import { after } from "./rules.ts";
import { SETTINGS } from "./settings.ts";
import { fundDeal } from "./verbs/fund-deal.ts";
import { unfundDeal } from "./verbs/unfund-deal.ts";
import { settleRefund } from "./verbs/settle-refund.ts";

function dealOf(payload: { dealId: string | null }): string {
  const id = payload.dealId === null ? null : uuidOf("deal", payload.dealId);
  if (id === null) throw new BrokenInvariant(`an event names no deal: ${payload.dealId}`);
  return id;
}

/**
 * Pauses the time to pay because money was seen: once, and for a bounded time, or small payments could keep a deal open for ever. If the
 * clock is due while a complete price is still confirming, `runClock` waits for it.
 */
async function stopPayClock(tx: TxCtx, subjectId: string): Promise<void> {
  requireSystem(tx.actor);
  const minutes = await setting(tx, SETTINGS.payPauseMinutes);
  const dueAt = after(await now(tx), minutes, "minutes");
  await pauseOnce(tx, { purpose: "pay", subjectId }, { purpose: "pay_resume", dueAt });
}

/** The money that was seen is gone or worthless: the clock resumes with its remaining time. */
async function runPayClock(tx: TxCtx, subjectId: string): Promise<void> {
  requireSystem(tx.actor);
  await resumeDeadline(tx, { purpose: "pay", subjectId });
}

/** A release that settles, and a payment that is reversed without being open again, change no deal. */
export const DEAL_ONLY = {
  "payment.reverted.v1": { reopened: true },
  "payout.settled.v1": { kind: "refund" },
} as const satisfies Only;

/**
 * What happens to a deal when its money changed. Each runs in the transaction that removes its delivery, so the effect happens exactly
 * once; a second call changes nothing. Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export function dealReactions(kinds: Kinds) {
  return {
    "payment.detected.v1": (tx, { payload }) => stopPayClock(tx, dealOf(payload)),
    "payment.reorged.v1": (tx, { payload }) => runPayClock(tx, dealOf(payload)),
    "payment.rejected.v1": (tx, { payload }) => runPayClock(tx, dealOf(payload)),
    // It may take days until somebody decides about it, and the seller waits for none of them.
    "payment.quarantined.v1": (tx, { payload }) => runPayClock(tx, dealOf(payload)),
    "payment.credited.v1": (tx, { payload }) => fundDeal(tx, { dealId: dealOf(payload), amount: BigInt(payload.amount) }, kinds),
    "payment.reverted.v1": async (tx, { payload }) => {
      if (payload.reopened) await unfundDeal(tx, { dealId: dealOf(payload), payBy: new Date(payload.payBy) }, kinds);
    },
    "payout.settled.v1": async (tx, { payload }) => {
      // The refund of an unmatched deposit belongs to no deal.
      if (payload.kind === "refund" && payload.dealId !== null) await settleRefund(tx, { dealId: dealOf(payload) }, kinds);
    },
  } as const satisfies Reactions;
}
