import { closeDeadline, now, raiseIncident, requireSystem, setDeadline, setting, type TxCtx } from "@amanat/db";
import { after } from "@amanat/deals";
import { closeCase } from "../internal/close-case.ts";
import { execute } from "../internal/give-ruling.ts";
import { lockCase } from "../internal/locks.ts";
import { replaceMediator } from "../internal/mediators.ts";
import { standingRuling } from "../internal/rulings.ts";
import { putOffByOutage } from "../internal/uptime.ts";
import type { DisputePorts } from "../ports.ts";
import { SETTINGS } from "../settings.ts";

type Subject = { readonly caseId: string };

/**
 * A mediator did not rule in time: the case goes to another, and staff are told.
 *
 * - Who: the timer. From: `in_progress`; anything else only closes the timer.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function endMediation(tx: TxCtx, { caseId }: Subject, ports: DisputePorts): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "dispute_decide", subjectId: caseId };
  if (await putOffByOutage(tx, timer)) return;
  const { row } = await lockCase(tx, caseId, ports.kinds);
  if (row.status !== "in_progress") return closeDeadline(tx, timer);
  await raiseIncident(tx, { kind: "dispute.overdue", subject: row.id, dealId: row.dealId, detail: {} });
  await replaceMediator(tx, row, { on: "overdue", by: "timer", cause: "overdue", author: null }, ports);
}

/**
 * The time to appeal is over: the ruling is carried out.
 *
 * - Who: the timer. From: `ruled`; anything else only closes the timer. Against an appeal at the last second: whoever locks the deal first.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND, MONEY_LEFT (the money is gone: the timer tries again, and staff see it).
 */
export async function endAppeal(tx: TxCtx, { caseId }: Subject, ports: DisputePorts): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "dispute_appeal", subjectId: caseId };
  if (await putOffByOutage(tx, timer)) return;
  const both = await lockCase(tx, caseId, ports.kinds);
  const ruling = both.row.status === "ruled" ? await standingRuling(tx, both.row) : null;
  if (ruling === null) return closeDeadline(tx, timer);
  await closeDeadline(tx, timer, "done");
  await execute(tx, both, ruling, { on: "execute", by: "timer" }, ports);
}

/**
 * The last date of a case: the hold ends and the deal goes on as before; where a ruling was appealed and nobody ruled on that, it is carried out.
 * A ruling that still can be appealed ends by its own clock; should it be appealed, whoever rules on that has their time, and no more.
 *
 * - Who: the timer. From: any state that is not over; a case that is over only closes the timer.
 *
 * Errors: FORBIDDEN (not the system), NOT_FOUND.
 */
export async function endLast(tx: TxCtx, { caseId }: Subject, ports: DisputePorts): Promise<void> {
  requireSystem(tx.actor);
  const timer = { purpose: "dispute_last", subjectId: caseId };
  if (await putOffByOutage(tx, timer)) return;
  const both = await lockCase(tx, caseId, ports.kinds);
  const { row } = both;
  if (row.closedAt !== null) return closeDeadline(tx, timer);
  if (row.status === "ruled") {
    const hours = (await setting(tx, SETTINGS.appealHours)) + (await setting(tx, SETTINGS.decideHours));
    return setDeadline(tx, { ...timer, dueAt: after(await now(tx), hours, "hours") });
  }
  await closeDeadline(tx, timer, "done");
  const ruling = await standingRuling(tx, row);
  if (ruling) {
    await execute(tx, both, ruling, { on: "uphold", by: "timer" }, ports);
    return;
  }
  await closeCase(tx, both, {
    move: { on: "give_up", by: "timer" },
    how: "undecided",
    decision: { does: "restore" },
    cause: `undecided:${row.id}`,
    author: null,
  });
  // After the end, which mends what was raised before it: this one is for a person to read and close.
  await raiseIncident(tx, { kind: "dispute.overdue", subject: row.id, dealId: row.dealId, detail: { undecided: "true" } });
}
