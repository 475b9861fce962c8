import { appendEvents, audit, type Ctx, inTransaction, mendIncidents, now, type TxCtx } from "@amanat/db";
import { journalId, post, postLast } from "@amanat/ledger";
import type { TxOutcome } from "../ports.ts";
import { isOfDeal } from "../rules.ts";
import { closeAttempt } from "./signed-transactions.ts";
import { giveFeesBack } from "./fees.ts";
import { gasLeg, legs, payoutReturnLeg, payoutSettleLeg } from "./journal-legs.ts";
import { payoutEvent } from "./events.ts";
import { movePayout, movePayoutLast } from "./write-rows.ts";
import { holdReturned } from "./hold-parts.ts";
import { replacePayout } from "./replace-payout.ts";
import { type AttemptRow, lockAgreement, type PayoutRow } from "./rows.ts";
import { closeUnmatched, reopenUnmatched } from "./unmatched-deposits.ts";

type Mined = { attempt: AttemptRow; outcome: TxOutcome };

/**
 * Settles a payout that is final on chain: posts in-flight → custody under the chain reference, and its gas. Errors: VERSION_CONFLICT
 * (another worker moved the payout or its transaction; nothing is posted, and the next pass looks again).
 */
export async function settlePayout(ctx: Ctx, payout: PayoutRow, { attempt, outcome }: Mined, part: number | "native"): Promise<PayoutRow> {
  return inTransaction(ctx, async (tx) => {
    const mined = await confirmed(tx, payout);
    const settled = await movePayoutLast(tx, mined, "settled", { settledAt: await now(tx), failure: null, txHash: attempt.txHash });
    // It ends together with its transaction. One left open would be sent again, and its gas would be counted twice.
    await closeAttempt(tx, attempt, outcome);
    postLast(tx, {
      id: journalId("payment", payout.id, "settle"),
      legs: legs(
        payoutSettleLeg(payout, attempt.signer, attempt.txHash, part),
        gasLeg(payout.chain, attempt.signer, attempt.txHash, outcome.gasCost),
      ),
    });
    await audit(tx, {
      action: "payout.settle",
      subjectKind: "payout",
      subjectId: payout.id,
      payload: { txHash: attempt.txHash, part, block: outcome.blockNumber },
    });
    await mendIncidents(tx, payout.id);
    if (payout.unmatchedId !== null) await closeUnmatched(tx, payout);
    await appendEvents(tx, [payoutEvent("payout.settled.v1", settled)]);
    return settled;
  });
}

/** Seen on the chain for the first time when it is final: it was mined, too. */
function confirmed(tx: TxCtx, payout: PayoutRow): Promise<PayoutRow> {
  return payout.status === "broadcast" ? movePayoutLast(tx, payout, "confirming") : Promise.resolve(payout);
}

/**
 * Ends a payout that will never pay: it reverted for good, or was refused before signing. Its money returns to where it waited.
 *
 * - The whole tranche is on hold: the money is put on hold.
 * - It refunds an unmatched deposit: the deposit is open again.
 * - It withdraws earned fees: they are earned as before.
 * - Otherwise: a new payout is drafted, for an admin to approve.
 *
 * Errors: VERSION_CONFLICT (as `settlePayout`).
 */
export function failPayout(ctx: Ctx, payout: PayoutRow, failure: string, mined: Mined | null): Promise<PayoutRow> {
  return inTransaction(ctx, async (tx) => {
    const agreement = isOfDeal(payout) ? await lockAgreement(tx, payout.scope) : null;
    const failed = await movePayout(tx, mined ? await confirmed(tx, payout) : payout, "failed", { failure: failure.slice(0, 300) });
    if (mined) await closeAttempt(tx, mined.attempt, mined.outcome);
    const gas = mined ? [gasLeg(payout.chain, mined.attempt.signer, mined.attempt.txHash, mined.outcome.gasCost)] : [];
    await post(tx, { id: journalId("payment", payout.id, "return"), legs: legs(payoutReturnLeg(payout), ...gas) });
    await audit(tx, { action: "payout.fail", subjectKind: "payout", subjectId: payout.id, payload: { failure } });
    await mendIncidents(tx, payout.id);
    await appendEvents(tx, [payoutEvent("payout.failed.v1", failed)]);
    if (payout.kind === "fee") await giveFeesBack(tx, failed);
    else if (agreement === null) await reopenUnmatched(tx, failed);
    else if (!(await holdReturned(tx, agreement, failed))) await replacePayout(tx, failed);
    return failed;
  });
}
