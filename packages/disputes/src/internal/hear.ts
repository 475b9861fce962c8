import { appendEvents, closeDeadline, now, setting, type TxCtx } from "@amanat/db";
import { after } from "@amanat/deals";
import type { DisputePorts } from "../ports.ts";
import { SETTINGS } from "../settings.ts";
import { caseEvent } from "./events.ts";
import { place } from "./mediators.ts";
import type { Said } from "./record.ts";
import type { CaseRow } from "./rows.ts";
import { type CaseChange, type CaseMove, changeCase } from "./write-cases.ts";

/** Until when evidence is taken from now on, from both. */
export async function evidenceFrom(tx: TxCtx): Promise<Date> {
  return after(await now(tx), await setting(tx, SETTINGS.evidenceHours), "hours");
}

/** Both sides have stated their case, or had their time: it goes to a mediator. `evidenceUntil`: both may add evidence until then. */
export async function hear(
  tx: TxCtx,
  row: CaseRow,
  { move, change, said, evidenceUntil }: { move: CaseMove; change?: CaseChange; said?: readonly Said[]; evidenceUntil: Date },
  ports: DisputePorts,
): Promise<CaseRow> {
  const heard = await changeCase(tx, row, { move, change: { ...change, evidenceUntil }, said: said ?? [] });
  await closeDeadline(tx, { purpose: "dispute_state", subjectId: row.id }, move.by === "timer" ? "done" : "cancelled");
  await appendEvents(tx, [caseEvent("dispute.heard.v1", heard, "system")]);
  return place(tx, heard, ports);
}
