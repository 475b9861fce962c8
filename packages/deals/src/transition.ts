import { BrokenInvariant, DomainError, phaseOf } from "@amanat/contracts";
import { appendEvents, audit, closeDeadlines, guardOf, type Json, type Mover, now, type TxCtx, type Way, wayOf } from "@amanat/db";
import { type HoldSummary, liftChainHolds } from "@amanat/payment";
import { divideFrozen, type Freeze, freeze, holdsOfOthers, ofCase, ofGuards, runOn, thaw } from "./internal/holds.ts";
import { callOff, holdsOver, isUnpaid, lapse, moneyFacts, priceOfDeal, refund, release } from "./internal/money.ts";
import { moveTranche, writeDeal } from "./internal/write-rows.ts";
import { dealEvent, type MoveRecord } from "./internal/events.ts";
import { lapseProposals } from "./internal/proposals.ts";
import type { Locked } from "./internal/locks.ts";
import { DISPUTES, type DealRow, GUARDS } from "./internal/rows.ts";
import type { DealFacts, DealGuard } from "./kind.ts";
import type { Share } from "./rules.ts";

type Details = Readonly<Record<string, Json>>;

export type Move = {
  readonly on: string;
  readonly by: Mover;
  /** The other party has agreed to it in this transaction. */
  readonly agreed?: boolean;
  /** For a move that freezes: what, why and until when. */
  readonly freeze?: Freeze;
  /** For a move that has the deal delivered again: until when. */
  readonly until?: Date;
  /** For a move that divides: the shares, and their cause. */
  readonly shares?: readonly Share[];
  readonly cause?: string;
  /** Further fields of its event, and of its audit entry. */
  readonly event?: Details;
  readonly audit?: Details;
};

/** How the moves that every kind has are recorded. A kind adds its own. */
const COMMON_RECORDS: Readonly<Record<string, MoveRecord>> = {
  fund: { event: "deal.funded.v1", action: "deal.fund" },
  confirm: { event: "deal.completed.v1", action: "deal.complete" },
  auto_release: { event: "deal.completed.v1", action: "deal.complete" },
  cancel: { event: "deal.cancelled.v1", action: "deal.cancel" },
  cancel_late: { event: "deal.cancelled.v1", action: "deal.cancel" },
  cancel_agreed: { event: "deal.cancelled.v1", action: "deal.cancel" },
  pay_timeout: { event: "deal.expired.v1", action: "deal.expire" },
  dispute: { event: "deal.held.v1", action: "deal.dispute" },
  dispute_over: { event: "deal.hold_lifted.v1", action: "deal.dispute_over" },
  deliver_again: { event: "deal.delivery_again.v1", action: "deal.deliver_again" },
  divide: { event: "deal.ruled.v1", action: "deal.divide" },
  divide_back: { event: "deal.ruled.v1", action: "deal.divide" },
  divide_part: { event: "deal.part_divided.v1", action: "deal.divide" },
  guard_hold: { event: "deal.held.v1", action: "deal.guard_hold" },
  guard_lift: { event: "deal.hold_lifted.v1", action: "deal.guard_lift" },
  lose_payment: { event: "deal.cancelled.v1", action: "deal.lose_payment", cause: "unpaid" },
  unfund: { event: "deal.unfunded.v1", action: "deal.unfund" },
  refund_settled: { event: "deal.refunded.v1", action: "deal.refund_settled" },
};

const NOTHING_KNOWN = { intent: null, payouts: [], covered: false } as const;

/** The holds over a locked deal, read once: `allow` and the move that follows it decide on the same. Payment looks again before it pays. */
const holdsKnown = new WeakMap<Locked, Promise<readonly HoldSummary[]>>();

function holdsOf(tx: TxCtx, locked: Locked): Promise<readonly HoldSummary[]> {
  const holds = holdsKnown.get(locked) ?? holdsOver(tx, locked.deal);
  holdsKnown.set(locked, holds);
  return holds;
}

async function factsFor(tx: TxCtx, locked: Locked, guard: DealGuard<object>, move: Move): Promise<DealFacts<object>> {
  const { deal, terms } = locked;
  const holds = await holdsOf(tx, locked);
  return {
    deal,
    terms,
    now: await now(tx),
    onHold: holds.length > 0,
    disputed: ofCase(holds).length > 0,
    guarded: ofGuards(holds).length > 0,
    agreed: move.agreed === true,
    money: await moneyFor(tx, deal, guard),
    unpaid: guard.needs === "unpaid" && (await isUnpaid(tx, deal)),
  };
}

async function moneyFor(tx: TxCtx, deal: DealRow, { needs }: DealGuard<object>): Promise<DealFacts<object>["money"]> {
  if (needs === "price") return { ...NOTHING_KNOWN, ...(await priceOfDeal(tx, deal)) };
  return needs === "money" ? moneyFacts(tx, deal) : NOTHING_KNOWN;
}

/** Whether a way moves held money. Such a way never runs while a hold covers the money: `refusal` checks it, and nothing else does. */
export function movesHeldMoney(way: Way<string>): boolean {
  return way.money === "release" || way.money === "refund";
}

/** Whether a way pays somebody, including the ways that end holds with it. */
function paysOut(way: Way<string>): boolean {
  return movesHeldMoney(way) || way.money === "divide" || way.money === "lose";
}

/** The error that refuses the move; null when it is allowed. It locks what it decides on, and writes nothing. */
async function refusal(tx: TxCtx, locked: Locked, way: Way<string>, move: Move): Promise<DomainError | null> {
  const moved = locked.kind.moneyOf(locked.deal, move.on);
  if (movesHeldMoney(way)) {
    const against = (await holdsOf(tx, locked)).filter(({ tranche }) => moved.includes(tranche));
    if (against.length > 0) return new DomainError(ofCase(against).length > 0 ? "IN_DISPUTE" : "INVALID_STATE");
  }
  // The holds of the chain and of a case end with what is lost; anybody else's stands against it.
  if (way.money === "lose" && (await holdsOfOthers(tx, locked.deal)).length > 0) return new DomainError("INVALID_STATE");
  const guard: DealGuard<object> | null = guardOf(locked.kind.machine, way);
  if (guard === null || guard.holds(await factsFor(tx, locked, guard, move))) return null;
  return new DomainError(guard.code ?? "INVALID_STATE");
}

/**
 * Checks whether a locked deal may make this move: role, state, hold, guard, in this order. Nothing is written. For verbs that check more
 * before they act, such as the version or a proof of presence. Errors: FORBIDDEN, INVALID_STATE, or the guard's own code.
 */
export async function allow(tx: TxCtx, locked: Locked, move: Move): Promise<void> {
  const refused = await refusal(tx, locked, wayOf(locked.kind.machine, locked.deal.status, move.on, move.by), move);
  if (refused) throw refused;
}

/**
 * Moves a locked deal; the only way to move one, for every kind. It checks as `allow` does, then compares and sets on status and version.
 * In the same transaction follow the kind's own rows, tranches, clocks, proposals, money, audit entry and events.
 * Errors: FORBIDDEN, INVALID_STATE or the guard's own code, VERSION_CONFLICT, INSUFFICIENT_FUNDS (only if the books are wrong).
 */
export async function transition(tx: TxCtx, locked: Locked, move: Move): Promise<DealRow> {
  const way = wayOf(locked.kind.machine, locked.deal.status, move.on, move.by);
  const refused = await refusal(tx, locked, way, move);
  if (refused) throw refused;
  return carryOut(tx, locked, way, move);
}

/** As `transition`, for automatic moves: null when a hold or a guard refuses it. Errors: FORBIDDEN, INVALID_STATE, VERSION_CONFLICT. */
export async function transitionIfAllowed(tx: TxCtx, locked: Locked, move: Move): Promise<DealRow | null> {
  const way = wayOf(locked.kind.machine, locked.deal.status, move.on, move.by);
  return (await refusal(tx, locked, way, move)) ? null : carryOut(tx, locked, way, move);
}

async function carryOut(tx: TxCtx, locked: Locked, way: Way<string>, move: Move): Promise<DealRow> {
  const { kind, deal } = locked;
  const { on, by } = move;
  const at = await now(tx);
  const called = way.money === "call_off" || way.money === "lose" ? await stopWaiting(tx, deal, by) : {};
  const status = statusOf(locked, way);
  const closes = isOver(locked, status) && !isOver(locked, deal.status);
  const stamps = { ...(closes ? { closedAt: at } : {}), ...(way.money === "fund" ? { fundedAt: at } : {}) };
  const written = await writeDeal(tx, deal, { status, ...stamps });
  const followed = (await kind.effects[on]?.(tx, { before: locked, deal: written, on, by, at, until: move.until ?? null })) ?? {};
  const moved = await moveTranches(tx, locked, written, way, move);
  if (closes && moved.tranches.some((tranche) => tranche.status === "held"))
    throw new BrokenInvariant(`${kind.name} ends by ${on} and leaves money that nobody could move any more`);
  await leaveBehind(tx, locked, status, by);
  await holdOrLift(tx, locked, way, move);

  const record = kind.records[on] ?? COMMON_RECORDS[on];
  if (!record) throw new BrokenInvariant(`a ${kind.name} does not say how ${on} is recorded`);
  // Every release says whether a person or the clock released it.
  const whose = way.money === "release" ? { by } : {};
  const events = [dealEvent(record, moved, by, { ...whose, ...move.event }), ...(followed.events ?? [])];
  // Appended before the events of the money, because the timeline shows them in this order.
  if (paysOut(way)) await appendEvents(tx, events);
  const paid = paysOut(way) ? await payOut(tx, locked, way, move) : called;
  const payload = { ...whose, ...move.audit, ...followed.audit, ...paid };
  await audit(tx, { action: record.action, subjectKind: "deal", subjectId: deal.id, payload });
  // If only some of several payers have paid, they are refunded.
  if (way.money === "call_off") {
    await liftChainHolds(tx, deal.id);
    await refundFree(tx, deal, on);
  }
  if (!paysOut(way)) await appendEvents(tx, events);
  return moved;
}

/**
 * Payment stops waiting for the price, or for what the chain took back of it, and refuses if it has seen it. What was paid in part goes back.
 * A timer ends the time to pay, anybody else the deal.
 */
async function stopWaiting(tx: TxCtx, deal: DealRow, by: Mover): Promise<Details> {
  if (by !== "timer") return { money: await callOff(tx, deal) };
  await lapse(tx, deal);
  return {};
}

/** The machine's states are among the contracts' statuses. */
const statusOf = ({ kind }: Locked, way: Way<string>): DealRow["status"] => {
  phaseOf(kind.name, way.to);
  return way.to as DealRow["status"];
};

function isOver({ kind }: Locked, status: string): boolean {
  const phase = phaseOf(kind.name, status);
  return phase === "completed" || phase === "undone";
}

/** What a way does with one tranche; null when it does nothing. */
function trancheMove(
  { kind, deal }: Locked,
  way: Way<string>,
  { on, shares }: Move,
  ordinal: number,
): "fund" | "release" | "refund" | "reopen" | null {
  const { money } = way;
  if (money === "divide") {
    const share = shares?.find(({ tranche }) => tranche === ordinal);
    // Somebody was paid from it, whatever was refunded besides.
    return share ? (share.release > 0n ? "release" : "refund") : null;
  }
  if (money !== "fund" && money !== "release" && money !== "refund" && money !== "reopen" && money !== "lose") return null;
  if (!kind.moneyOf(deal, on).includes(ordinal)) return null;
  return money === "lose" ? "refund" : money;
}

async function moveTranches(tx: TxCtx, locked: Locked, written: DealRow, way: Way<string>, move: Move): Promise<DealRow> {
  const tranches: DealRow["tranches"] = [];
  for (const tranche of locked.deal.tranches) {
    const on = trancheMove(locked, way, move, tranche.ordinal);
    tranches.push(on === null ? tranche : await moveTranche(tx, tranche, on));
  }
  return { ...written, tranches };
}

/** Places or ends a case's or a guard's hold. Placing it lapses open proposals: they have lost their subject. The clocks of a state that goes on run on. */
async function holdOrLift(tx: TxCtx, locked: Locked, way: Way<string>, { on, freeze: frozen }: Move): Promise<void> {
  const { deal } = locked;
  const by = way.money === "stop" || way.money === "let_go" ? GUARDS : DISPUTES;
  if (way.money === "freeze" || way.money === "stop") {
    if (!frozen) throw new BrokenInvariant(`${on} freezes money and says neither why nor until when`);
    await freeze(tx, locked, frozen, by);
    await lapseProposals(tx, deal);
  }
  if (way.money === "thaw" || way.money === "lose" || way.money === "let_go") await thaw(tx, deal, by);
  if (way.money === "lose") await liftChainHolds(tx, deal.id);
  const ends = way.money === "thaw" || way.money === "divide" || way.money === "let_go";
  if (ends && way.to === deal.status) await runOn(tx, locked, by);
}

/** Stops the clocks of the old state and lapses proposals about them. When the money is no longer held, all proposals lapse. */
async function leaveBehind(tx: TxCtx, { kind, deal }: Locked, status: string, by: Mover): Promise<void> {
  const left = Object.entries(kind.clocks).filter(([, clock]) => clock.states.includes(deal.status) && !clock.states.includes(status));
  const outcome = by === "timer" ? "done" : "cancelled";
  const over = left.map(([purpose]) => ({ purpose, subjectId: deal.id, outcome }) as const);
  const resuming = left.some(([purpose]) => purpose === "pay") ? [{ purpose: "pay_resume", subjectId: deal.id }] : [];
  await closeDeadlines(tx, [...over, ...resuming]);
  if (phaseOf(kind.name, deal.status) !== "held") return;
  if (phaseOf(kind.name, status) !== "held") return lapseProposals(tx, deal);
  const extended = left.flatMap(([clock, { extension }]) => (extension ? [clock] : []));
  if (extended.length > 0) await lapseProposals(tx, deal, { clock: { in: extended } });
}

/** Refunds the held tranches that are on no hold. */
async function refundFree(tx: TxCtx, deal: DealRow, cause: string): Promise<void> {
  const holds = await holdsOver(tx, deal);
  const free = deal.tranches.filter(({ ordinal }) => holds.every(({ tranche }) => tranche !== ordinal));
  await refund(tx, deal, free, cause);
}

async function payOut(tx: TxCtx, { kind, deal }: Locked, way: Way<string>, { on, shares = [], cause = on }: Move): Promise<Details> {
  if (way.money === "divide") return divideFrozen(tx, deal, cause, shares);
  const ordinals = kind.moneyOf(deal, on);
  const tranches = deal.tranches.filter(({ ordinal }) => ordinals.includes(ordinal));
  if (way.money === "refund" || way.money === "lose") return refund(tx, deal, tranches, on);
  const { payoutId, amount, fee } = await release(tx, deal, tranches, on);
  return { payoutId, amount: amount.toString(), fee: fee.toString() };
}
