import { setDeadline, setting, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { after, DEFAULTS } from "../rules.ts";
import type { DealRow } from "./rows.ts";

/** Gives the buyer the whole time to look, from now; never less than what was agreed before. Answers its end. */
export async function runInspectionClock(tx: TxCtx, deal: Pick<DealRow, "id">, at: Date): Promise<Date> {
  const days = await setting(tx, "deal.inspectDays", z.number().positive().max(365), DEFAULTS.inspectDays);
  const whole = after(at, days, "days");
  const key = { purpose: "inspect", subjectId: deal.id } as const;
  const running = await tx.tx.deadline.findFirst({ where: { ...key, status: "pending" } });
  const dueAt = running !== null && running.dueAt > whole ? running.dueAt : whole;
  await setDeadline(tx, { ...key, dueAt });
  return dueAt;
}
