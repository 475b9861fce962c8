import { type Ctx, reader, requireSystem } from "@amanat/db";
import { flushAttempts } from "../internal/signed-transactions.ts";
import { endLease, takeLease } from "../internal/lease.ts";
import { followPayout } from "../internal/payout-to-settlement.ts";
import { signPayout } from "../internal/payout-signing.ts";
import { incidentSubject, inWords, raiseOverdue } from "../internal/overdue.ts";
import type { CustodyRail } from "../ports.ts";

const PER_PASS = 50;
const MOVING = ["approved", "signing", "broadcast", "confirming"] as const;

/**
 * Carries approved instructions to settlement on chain: checks, signs, stores, sends, watches, posts.
 * One bounded pass; answers how many changed. Any number of workers may run it, and each may die at any
 * line: what is signed is stored first, and only what is stored is ever sent.
 */
export async function advancePayouts(ctx: Ctx, rail: CustodyRail): Promise<number> {
  requireSystem(ctx.actor);
  await flushAttempts(ctx, rail, "payout");
  let changed = 0;
  for (let turn = 0; turn < PER_PASS; turn += 1) {
    const id = await takeLease(ctx, "Payout", rail.chain.chain, MOVING);
    if (id === null) break;
    try {
      if (await advance(ctx, rail, id)) changed += 1;
    } catch (error) {
      ctx.log.warn({ err: error, payout: id }, "a payout could not be advanced; trying again");
      const { approvedAt, createdAt, ...payout } = await reader(ctx).payout.findUniqueOrThrow({ where: { id } });
      // It may have come to its end before what failed: then nobody is needed, and nothing would mend the incident.
      if (MOVING.some((one) => one === payout.status))
        await raiseOverdue(ctx, approvedAt ?? createdAt, { kind: "payout.stuck", ...incidentSubject(payout), detail: inWords(error) });
    }
    await endLease(ctx, "Payout", id);
  }
  return changed;
}

async function advance(ctx: Ctx, rail: CustodyRail, id: string): Promise<boolean> {
  const payout = await reader(ctx).payout.findUniqueOrThrow({ where: { id } });
  const signed = payout.status === "approved" ? await signPayout(ctx, rail, payout) : payout;
  if (signed === null) return false;
  return (await followPayout(ctx, rail, signed)) || signed !== payout;
}
