import { audit, type TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { draftPayout } from "./draft-payout.ts";
import { refundUnmatchedLeg } from "./journal-legs.ts";
import type { PayoutRow, UnmatchedRow } from "./rows.ts";
import { moveUnmatched } from "./write-rows.ts";

/** unmatched → refundable, and the payout that sends the deposit to `destination`. The caller has locked it and found it open. */
export async function draftReturn(
  tx: TxCtx,
  deposit: UnmatchedRow,
  { destination, reason, createdBy }: { destination: string; reason: string; createdBy: string },
): Promise<PayoutRow> {
  const payout = await draftPayout(tx, {
    kind: "refund",
    scope: deposit.id,
    intentId: null,
    unmatchedId: deposit.id,
    // Each attempt has its own cause; otherwise a second attempt would get the failed payout of the first.
    cause: `unmatched:${deposit.id}:${deposit.version}`,
    partyId: null,
    title: reason,
    assetId: deposit.assetId,
    chain: deposit.chain,
    amount: deposit.amount,
    destination,
    createdBy,
  });
  await moveUnmatched(tx, deposit, "refunding", { payoutId: payout.id });
  await post(tx, { id: journalId("payment", payout.id, "unmatched"), legs: [refundUnmatchedLeg(deposit)] });
  await audit(tx, {
    action: "unmatched.refund",
    subjectKind: "unmatched",
    subjectId: deposit.id,
    payload: { payoutId: payout.id, destination, reason, amount: deposit.amount.toString() },
  });
  return payout;
}
