import { DomainError } from "@amanat/contracts";
import { closeDeadline, pauseDeadline, resumeDeadline, now, setDeadline, type TxCtx } from "@amanat/db";
import { holdMoney, type HoldSummary, liftHold, REORG } from "@amanat/payment";
import { after, AFTER_HOLD_HOURS, type Share } from "../rules.ts";
import type { Locked } from "./locks.ts";
import { holdsOver } from "./money.ts";
import type { DealRow } from "./rows.ts";

/**
 * Holds that a party has placed on a deal's money. Such a hold is placed and lifted in that person's name. Holds of staff or of the chain
 * are never touched here. The caller has locked the deal.
 */

export type NewReport = { readonly placedBy: string; readonly reason: string; readonly until: Date };

const timerOf = ({ id }: DealRow) => ({ purpose: "hold", subjectId: id });
/** The clocks that run now and that a hold stops: what the chain took back is not waited for any longer because somebody reports. */
const clocksIn = ({ kind, deal }: Locked) =>
  Object.entries(kind.clocks)
    .filter(([, clock]) => clock.states.includes(deal.status))
    .filter(([, { on }]) => !kind.machine.states[deal.status]?.some((way) => way.on === on && way.money === "lose"))
    .map(([purpose]) => ({ purpose, subjectId: deal.id }));

/** Of these holds, those that a party of the deal placed. */
export function placedByParty(deal: Pick<DealRow, "parties">, holds: readonly HoldSummary[]): HoldSummary[] {
  return holds.filter(({ placedBy }) => deal.parties.some(({ userId }) => userId === placedBy));
}

/** The holds that neither a party nor the chain has placed: a guard's, or the dispute desk's. */
export async function holdsOfOthers(tx: TxCtx, deal: DealRow): Promise<HoldSummary[]> {
  const holds = await holdsOver(tx, deal);
  const parties = placedByParty(deal, holds);
  return holds.filter((hold) => hold.placedBy !== REORG && !parties.includes(hold));
}

/** Stops all the money of these tranches and the clocks that run. Errors: INVALID_STATE (nothing was paid into one of them). */
export async function freeze(tx: TxCtx, locked: Locked, tranches: readonly number[], report: NewReport): Promise<void> {
  const { deal } = locked;
  const { placedBy: by, reason, until } = report;
  for (const tranche of tranches) await holdMoney(tx, { scope: deal.id, tranche, reason, by, until });
  for (const clock of clocksIn(locked)) await pauseDeadline(tx, clock);
  await setDeadline(tx, { ...timerOf(deal), dueAt: until });
}

/** Lifts what a party stopped, and its clocks run on. */
export async function thaw(tx: TxCtx, locked: Locked): Promise<void> {
  const { deal } = locked;
  for (const { id: holdId, placedBy: by } of placedByParty(deal, await holdsOver(tx, deal)))
    await liftHold(tx, { holdId, by, restore: true });
  await closeDeadline(tx, timerOf(deal), "done");
  await runOn(tx, locked);
}

/** The clocks that a hold has stopped run on, each with at least enough time left for the other party to act. */
export async function runOn(tx: TxCtx, locked: Locked): Promise<void> {
  const least = after(await now(tx), AFTER_HOLD_HOURS, "hours");
  for (const clock of clocksIn(locked)) {
    await resumeDeadline(tx, clock);
    const running = await tx.tx.deadline.findFirst({ where: { ...clock, status: "pending" } });
    if (running && running.dueAt < least) await setDeadline(tx, { ...clock, dueAt: least });
  }
}

/**
 * Ends the parties' holds by dividing what is frozen. The shares of each tranche add up to what is frozen of it. Returns the
 * drafted payouts. Errors: INVALID_STATE (another hold covers it too), VALIDATION_ERROR (they come to something else).
 */
export async function divideFrozen(tx: TxCtx, deal: DealRow, cause: string, shares: readonly Share[]): Promise<{ payouts: string[] }> {
  const holds = placedByParty(deal, await holdsOver(tx, deal));
  if (holds.length !== shares.length) throw differs();
  const payouts: string[] = [];
  for (const { id: holdId, placedBy: by, tranche } of holds.toSorted((a, b) => a.tranche - b.tranche)) {
    const share = shares.find((one) => one.tranche === tranche);
    const part = deal.tranches.find(({ ordinal }) => ordinal === tranche);
    if (!share || !part) throw differs();
    const release = share.release > 0n ? [{ partyId: part.payeeId, amount: share.release }] : [];
    const ended = { release, feeBps: part.feeBps, refund: share.refund };
    payouts.push(...(await liftHold(tx, { holdId, by, restore: false, cause, shares: ended })).payouts.map(({ id }) => id));
  }
  await closeDeadline(tx, timerOf(deal), "done");
  return { payouts };
}

/** All that is frozen of a deal, given back to who paid it. */
export async function allBack(tx: TxCtx, deal: DealRow): Promise<Share[]> {
  return placedByParty(deal, await holdsOver(tx, deal)).map(({ tranche, amount }) => ({ tranche, release: 0n, refund: amount }));
}

function differs(): DomainError {
  return new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "shares", code: "differs" }] });
}
