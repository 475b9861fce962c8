import { closeDeadline, raiseIncident, requireSystem, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import type { Kinds } from "../kind.ts";
import { transitionIfAllowed } from "../transition.ts";

/**
 * Nobody decided about a hold before its date: the money goes on as before it, the clock has a few days left at least, and staff
 * are told that it was left undecided.
 *
 * - Who: the timer `hold`.
 * - From: where the kind's machine has `lapse_report`, while a party's hold covers the money.
 * - Two at once, replay, and whatever ended it first: only the timer ends.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function lapseReport(tx: TxCtx, input: { dealId: string }, kinds: Kinds): Promise<void> {
  requireSystem(tx.actor);
  const locked = await lockDeal(tx, input.dealId, kinds);
  const { deal, kind } = locked;
  const timer = { purpose: "hold", subjectId: deal.id };
  const open = kind.machine.states[deal.status]?.some(({ on }) => on === "lapse_report");
  const moved = open ? await transitionIfAllowed(tx, locked, { on: "lapse_report", by: "timer", event: { by: "timer" } }) : null;
  if (moved === null) return closeDeadline(tx, timer);
  await raiseIncident(tx, { kind: "deal.on_hold", subject: deal.id, dealId: deal.id, detail: { by: "timer", undecided: "true" } });
}
