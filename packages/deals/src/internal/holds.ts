import { DomainError } from "@amanat/contracts";
import { type Ctx, now, pauseDeadline, resumeDeadline, setDeadline, type TxCtx } from "@amanat/db";
import { holdMoney, type HoldSummary, liftHold, REORG } from "@amanat/payment";
import { after, AFTER_HOLD_HOURS, type Share } from "../rules.ts";
import type { Locked } from "./locks.ts";
import { holdsOver } from "./money.ts";
import { DISPUTES, type DealRow, GUARDS } from "./rows.ts";

/**
 * The holds of a case on a deal's money, and those of guards. They are placed and lifted in the name of `disputes` and `guards`: neither ends
 * the other's. Holds of the chain are never touched here. The caller has locked the deal.
 */

/** In whose name. */
type Holder = typeof DISPUTES | typeof GUARDS;

/** What is put on hold: these tranches, why, and until when at the latest. */
export type Freeze = { readonly tranches: readonly number[]; readonly reason: string; readonly until: Date };

/** The clocks that run now and that a hold stops: what the chain took back is not waited for any longer because somebody reports. */
const clocksIn = ({ kind, deal }: Locked) =>
  Object.entries(kind.clocks)
    .filter(([, clock]) => clock.states.includes(deal.status))
    .filter(([, { on }]) => !kind.machine.states[deal.status]?.some((way) => way.on === on && way.money === "lose"))
    .map(([purpose]) => ({ purpose, subjectId: deal.id }));

/** Of these holds, those of a case. */
export function ofCase(holds: readonly HoldSummary[]): HoldSummary[] {
  return holds.filter(({ placedBy }) => placedBy === DISPUTES);
}

/** Of these holds, those of a guard. */
export function ofGuards(holds: readonly HoldSummary[]): HoldSummary[] {
  return holds.filter(({ placedBy }) => placedBy === GUARDS);
}

/** The holds that neither a case nor the chain has placed: a guard's. */
export async function holdsOfOthers(tx: TxCtx, deal: DealRow): Promise<HoldSummary[]> {
  const holds = await holdsOver(tx, deal);
  return holds.filter(({ placedBy }) => placedBy !== REORG && placedBy !== DISPUTES);
}

/** Stops all the money of these tranches and the clocks that run. Errors: INVALID_STATE (nothing was paid into one of them). */
export async function freeze(tx: TxCtx, locked: Locked, { tranches, reason, until }: Freeze, by: Holder): Promise<void> {
  for (const tranche of tranches) await holdMoney(tx, { scope: locked.deal.id, tranche, reason, by, until });
  for (const clock of clocksIn(locked)) await pauseDeadline(tx, clock);
}

/** Lifts what a case, or a guard, stopped. */
export async function thaw(tx: TxCtx, deal: DealRow, by: Holder): Promise<void> {
  const own = (await holdsOver(tx, deal)).filter(({ placedBy }) => placedBy === by);
  for (const { id: holdId } of own) await liftHold(tx, { holdId, by, restore: true });
}

/**
 * The clocks that this one's hold has stopped run on, each with at least enough time left for the other party to act; while the other's hold
 * covers money of the deal they stand still.
 */
export async function runOn(tx: TxCtx, locked: Locked, by: Holder): Promise<void> {
  const holds = await holdsOver(tx, locked.deal);
  if ((by === DISPUTES ? ofGuards(holds) : ofCase(holds)).length > 0) return;
  const least = after(await now(tx), AFTER_HOLD_HOURS, "hours");
  for (const clock of clocksIn(locked)) {
    await resumeDeadline(tx, clock);
    const running = await tx.tx.deadline.findFirst({ where: { ...clock, status: "pending" } });
    if (running && running.dueAt < least) await setDeadline(tx, { ...clock, dueAt: least });
  }
}

/**
 * Ends a case's holds by dividing what is frozen. The shares of each tranche add up to what is frozen of it. Returns the
 * drafted payouts. Errors: INVALID_STATE (another hold covers it too), VALIDATION_ERROR (they come to something else).
 */
export async function divideFrozen(tx: TxCtx, deal: DealRow, cause: string, shares: readonly Share[]): Promise<{ payouts: string[] }> {
  const holds = ofCase(await holdsOver(tx, deal));
  if (holds.length !== shares.length) throw differs();
  const payouts: string[] = [];
  for (const { id: holdId, tranche } of holds.toSorted((a, b) => a.tranche - b.tranche)) {
    const share = shares.find((one) => one.tranche === tranche);
    const part = deal.tranches.find(({ ordinal }) => ordinal === tranche);
    if (!share || !part) throw differs();
    const release = share.release > 0n ? [{ partyId: part.payeeId, amount: share.release }] : [];
    const ended = { release, feeBps: part.feeBps, refund: share.refund };
    payouts.push(...(await liftHold(tx, { holdId, by: DISPUTES, restore: false, cause, shares: ended })).payouts.map(({ id }) => id));
  }
  return { payouts };
}

/** What a case has put on hold of a deal, by tranche. */
export async function frozenIn(ctx: Ctx, deal: DealRow): Promise<readonly { tranche: number; amount: bigint }[]> {
  return ofCase(await holdsOver(ctx, deal)).map(({ tranche, amount }) => ({ tranche, amount }));
}

function differs(): DomainError {
  return new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "shares", code: "differs" }] });
}
