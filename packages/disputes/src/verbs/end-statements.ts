import { closeDeadline, now, requireSystem, setting, type TxCtx } from "@amanat/db";
import { after } from "@amanat/deals";
import { hasActed } from "../internal/acting.ts";
import { giveRuling } from "../internal/give-ruling.ts";
import { hear } from "../internal/hear.ts";
import { lockCase } from "../internal/locks.ts";
import { sharesIn } from "../internal/rows.ts";
import { putOffByOutage } from "../internal/uptime.ts";
import type { DisputePorts } from "../ports.ts";
import { byDefault, otherSide, silenceDecides } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/**
 * The time to state the case is over. A side that did nothing in the case loses by default: what the other asked for is ruled, and can be appealed
 * like any ruling. Where that side did anything, or the deal's record speaks for it, a mediator decides on what there is.
 *
 * - Who: the timer. From: `open`. Two at once, replay, and a case that has moved on: only the timer is closed.
 * - While the platform was down, the time has not run: it is put off.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function endStatements(tx: TxCtx, input: { caseId: string }, ports: DisputePorts): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "dispute_state", subjectId: input.caseId };
  if (await putOffByOutage(tx, timer)) return;
  const both = await lockCase(tx, input.caseId, ports.kinds);
  const { row, locked } = both;
  if (row.status !== "open") return closeDeadline(tx, timer);
  const silent = otherSide(row.openedBy);
  const handedOver = locked.kind.machine.states[locked.deal.status]?.some(({ on }) => on === "confirm") === true;
  if (hasActed(row, silent) || !silenceDecides({ ask: row.ask, handedOver })) {
    await hear(tx, row, { move: { on: "hear", by: "timer" }, evidenceUntil: await now(tx) }, ports);
    return;
  }
  const until = after(await now(tx), await setting(tx, SETTINGS.againDays), "days");
  const decided = byDefault(row.ask, sharesIn(row.asked), until);
  await closeDeadline(tx, timer, "done");
  const ruled = { ...decided, sanctions: [], reasons: "", by: null, defaulted: silent } as const;
  await giveRuling(tx, both, ruled, { on: row.small ? "default_finally" : "default", by: "timer" }, ports);
}
