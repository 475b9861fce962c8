import { closeDeadline, raiseIncident, requireSystem, type TxCtx } from "@amanat/db";
import { lockDeal } from "../internal/locks.ts";
import type { Kinds } from "../kind.ts";
import { transitionIfAllowed } from "../transition.ts";

/**
 * A party's hold reached its date without a decision: it is lifted, the stopped clock has 72 hours at least, and an incident tells
 * staff that nobody decided.
 *
 * - Who: the timer `hold`.
 * - From: where the kind's machine has `lapse_report`, while a party's hold covers the money.
 * - Two at once, replay, and a hold that has ended: only the timer is closed.
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
