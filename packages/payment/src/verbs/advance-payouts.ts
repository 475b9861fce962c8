import { type Ctx, reader, requireSystem } from "@amanat/db";
import { flushAttempts } from "../internal/signed-transactions.ts";
import { endLease, takeLease } from "../internal/lease.ts";
import { followPayout } from "../internal/payout-to-settlement.ts";
import { signPayout } from "../internal/payout-signing.ts";
import { incidentSubject, inWords, raiseOverdue } from "../internal/overdue.ts";
import type { PayoutRow } from "../internal/rows.ts";
import type { CustodyRail } from "../ports.ts";

const PER_PASS = 50;
const MOVING = ["approved", "signing", "broadcast", "confirming"] as const;

/**
 * Takes approved payouts to settlement on chain: checks, signs, stores, sends, follows, posts. One bounded pass; returns how many
 * changed. Several workers may run it, and each may die at any line: a transaction is stored before it is sent, and only stored
 * transactions are sent.
 */
export async function advancePayouts(ctx: Ctx, rail: CustodyRail): Promise<number> {
  requireSystem(ctx.actor);
  await flushAttempts(ctx, rail, "payout");
  let changed = 0;
  for (let turn = 0; turn < PER_PASS; turn += 1) {
    const leased = await takeLease(ctx, "Payout", rail.chain.chain, MOVING);
    if (leased === null) break;
    const { id } = leased;
    try {
      const moved = await advance(ctx, rail, leased);
      if (moved) changed += 1;
      // Nobody leases what has ended.
      if (moved === "ended") continue;
    } catch (error) {
      ctx.log.warn({ err: error, payout: id }, "a payout could not be advanced; trying again");
      const { approvedAt, createdAt, ...payout } = await reader(ctx).payout.findUniqueOrThrow({ where: { id } });
      // The payout may have ended before the failure. Then an incident would have nobody to act on it and nothing to close it.
      if (MOVING.some((one) => one === payout.status))
        await raiseOverdue(ctx, approvedAt ?? createdAt, { kind: "payout.stuck", ...incidentSubject(payout), detail: inWords(error) });
    }
    await endLease(ctx, "Payout", id);
  }
  return changed;
}

async function advance(ctx: Ctx, rail: CustodyRail, payout: PayoutRow): Promise<boolean | "ended"> {
  const signed = payout.status === "approved" ? await signPayout(ctx, rail, payout) : { payout };
  if (signed === null) return false;
  return (await followPayout(ctx, rail, signed)) || signed.payout !== payout;
}
