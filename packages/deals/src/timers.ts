import { closeDeadline, requireSystem, resumeDeadline, type Timers, type TxCtx } from "@amanat/db";
import type { Kinds } from "./kind.ts";
import { endGuardHold } from "./verbs/lift-hold.ts";
import { expireProposal } from "./verbs/expire-proposal.ts";
import { runClock } from "./verbs/run-clock.ts";

/** The deadlines of deals: every clock of every kind, and the engine's own. */
export function dealTimers(kinds: Kinds): Timers {
  const clocks = new Set(Object.values(kinds).flatMap((kind) => Object.keys(kind.clocks)));
  return {
    ...Object.fromEntries([...clocks].map((clock) => [clock, (tx: TxCtx, dealId: string) => runClock(tx, { dealId, clock }, kinds)])),
    pay_resume: resumePayClock,
    guard_hold: (tx, dealId) => endGuardHold(tx, { dealId }, kinds),
    proposal: (tx, proposalId) => expireProposal(tx, { proposalId }, kinds),
  };
}

/** The pause of the time to pay is over: it resumes with its remaining time. */
async function resumePayClock(tx: TxCtx, subjectId: string): Promise<void> {
  requireSystem(tx.actor);
  await resumeDeadline(tx, { purpose: "pay", subjectId });
  await closeDeadline(tx, { purpose: "pay_resume", subjectId }, "done");
}
