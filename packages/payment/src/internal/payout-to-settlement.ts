import { canonicalAddress, tokenOf } from "@amanat/contracts";
import { appendEvents, type Ctx, inTransaction, raiseIncident, reader } from "@amanat/db";
import type { CustodyRail, TxOutcome } from "../ports.ts";
import { bump, bumpOf, tellNoGas } from "./bump-fees.ts";
import { attemptsOf, lookAt, type Seen } from "./signed-transactions.ts";
import { payoutEvent } from "./events.ts";
import { movePayoutLast } from "./write-rows.ts";
import { failPayout, settlePayout } from "./payout-outcome.ts";
import type { AttemptRow, PayoutRow } from "./rows.ts";
import { incidentSubject } from "./overdue.ts";

/**
 * Follows a signed payout's transaction on chain; `attempt`, where it was signed just now. Returns whether the payout's status changed, or
 * that it has ended.
 */
export async function followPayout(
  ctx: Ctx,
  rail: CustodyRail,
  { payout, attempt: sentNow }: { payout: PayoutRow; attempt?: AttemptRow },
): Promise<boolean | "ended"> {
  const group = sentNow === undefined ? await attemptsOf(ctx, payout.id) : [sentNow];
  const { attempt, seen } = await seenOf(ctx, rail, group);
  if (!attempt) return false;
  const onChain = seen !== null;
  const sent = onChain || attempt.status === "broadcast" || (await isSent(ctx, attempt.id));
  if (!onChain && sentNow === undefined) await raiseFee(ctx, rail, group);
  const broadcast = payout.status === "signing" && sent ? await step(ctx, payout, "broadcast") : payout;
  // Where it is final already, it is seen and settled in one.
  if (seen?.final && ["broadcast", "confirming"].includes(broadcast.status))
    return (await end(ctx, rail, broadcast, { attempt, outcome: seen.outcome })) ? "ended" : broadcast.version !== payout.version;
  const confirming = broadcast.status === "broadcast" && onChain ? await step(ctx, broadcast, "confirming", attempt) : broadcast;
  return confirming.version !== payout.version;
}

/** The one of its transactions that the chain shows; the newest where it shows none. All have one nonce, so it shows one at most. */
async function seenOf(ctx: Ctx, rail: CustodyRail, group: readonly AttemptRow[]): Promise<{ attempt: AttemptRow | undefined; seen: Seen }> {
  for (const attempt of group.toReversed()) {
    const seen = await lookAt(ctx, rail, attempt);
    if (seen !== null) return { attempt, seen };
  }
  return { attempt: group.at(-1), seen: null };
}

async function raiseFee(ctx: Ctx, rail: CustodyRail, group: readonly AttemptRow[]): Promise<void> {
  const due = await bumpOf(ctx, rail, group);
  if (due === null) return;
  if (due.short > 0n) await tellNoGas(ctx, rail, due.newest);
  else await bump(ctx, rail, rail.signers.escrow(), due);
}

async function isSent(ctx: Ctx, attemptId: string): Promise<boolean> {
  return (await reader(ctx).txAttempt.count({ where: { id: attemptId, status: { not: "signed" } } })) > 0;
}

function step(ctx: Ctx, payout: PayoutRow, to: "broadcast" | "confirming", mined?: AttemptRow): Promise<PayoutRow> {
  return inTransaction(ctx, async (tx) => {
    // Not always the one that was signed first: each has a hash of its own.
    const moved = await movePayoutLast(tx, payout, to, mined && mined.txHash !== payout.txHash ? { txHash: mined.txHash } : {});
    if (to === "broadcast") await appendEvents(tx, [payoutEvent("payout.broadcast.v1", moved)]);
    return moved;
  });
}

async function end(ctx: Ctx, rail: CustodyRail, payout: PayoutRow, mined: { attempt: AttemptRow; outcome: TxOutcome }): Promise<boolean> {
  const { attempt, outcome } = mined;
  if (outcome.status === "reverted") {
    await failPayout(ctx, payout, "reverted on chain", mined);
    return true;
  }
  const token = tokenOf(payout.assetId);
  if (token === null) {
    await settlePayout(ctx, payout, mined, "native");
    await rail.crash?.at("payout.settled");
    return true;
  }
  const paid = outcome.transfers.find(
    (log) =>
      log.token === canonicalAddress(token) && log.from === attempt.signer && log.to === payout.destination && log.amount === payout.amount,
  );
  if (!paid) {
    // Mined without error but without the expected Transfer: the token does not behave as it says. Only a person can decide what happened.
    const detail = { txHash: attempt.txHash };
    await raiseIncident(ctx, { kind: "payout.no_transfer", ...incidentSubject(payout), detail });
    return false;
  }
  await settlePayout(ctx, payout, mined, paid.logIndex);
  await rail.crash?.at("payout.settled");
  return true;
}
