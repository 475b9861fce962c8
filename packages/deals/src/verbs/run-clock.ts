import { closeDeadline, now, requireSystem, setDeadline, type TxCtx, wayOf } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import { isHeldBack } from "../internal/money.ts";
import type { Kinds } from "../kind.ts";
import { after, AFTER_HOLD_HOURS } from "../rules.ts";
import { movesHeldMoney, transitionIfAllowed } from "../transition.ts";

/** What a guard stands against decides itself in minutes: a price that confirms when the time to pay is over. */
const LOOK_AGAIN_MINUTES = 1;

/**
 * A clock of a deal is due, and the kind says what happens. In a purchase `pay` ends the deal as `expired`. It looks again a minute later
 * while the price is complete or may still become so; a part of the price keeps no deal open. `inspect` completes the deal.
 *
 * - Who: the timer of that clock.
 * - From: the states the clock runs in. When a hold covers the money it would move, it is put off by 72 hours: the deal is not told when
 *   a hold of the chain or of staff ends. (A party's hold stops the clocks itself.)
 * - Two at once, replay, and a deal that has moved on: only the timer is closed. Against a payment: payment's lock on the intent decides.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND, INSUFFICIENT_FUNDS.
 */
export async function runClock(tx: TxCtx, input: { dealId: string; clock: string }, kinds: Kinds): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: input.clock, subjectId: input.dealId };
  const locked = await lockDeal(tx, input.dealId, kinds);
  const { kind, deal } = locked;
  const clock = kind.clocks[input.clock];
  if (!clock?.states.includes(deal.status)) return closeDeadline(tx, timer);
  const stops = clock.on === null || movesHeldMoney(wayOf(kind.machine, deal.status, clock.on, "timer"));
  if (stops && (await isHeldBack(tx, deal))) return setDeadline(tx, { ...timer, dueAt: after(await now(tx), AFTER_HOLD_HOURS, "hours") });
  if (clock.onDue) await clock.onDue(tx, locked);
  if (clock.on === null) return closeDeadline(tx, timer, "done");
  const moved = await transitionIfAllowed(tx, locked, { on: clock.on, by: "timer" });
  if (moved === null) await setDeadline(tx, { ...timer, dueAt: after(await now(tx), LOOK_AGAIN_MINUTES, "minutes") });
}
