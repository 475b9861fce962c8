import { setDeadline, setDeadlineAtLeast, setting, type TxCtx } from "@amanat/db";
import { after, type DealRow } from "@amanat/deals";
import { SETTINGS } from "../settings.ts";

const clockOf = (deal: Pick<DealRow, "id">) => ({ purpose: "inspect", subjectId: deal.id });

/** When the inspection ends, while it runs. */
export async function inspectionEnd(tx: TxCtx, deal: Pick<DealRow, "id">): Promise<Date | null> {
  const row = await tx.tx.deadline.findFirst({ where: { ...clockOf(deal), status: "pending" } });
  return row?.dueAt ?? null;
}

/** Gives the buyer the whole time to inspect from now on, or longer if more was agreed before. Returns its end. */
export async function runInspectionClock(tx: TxCtx, deal: Pick<DealRow, "id">, at: Date): Promise<Date> {
  const days = await setting(tx, SETTINGS.inspectDays);
  const whole = after(at, days, "days");
  return setDeadlineAtLeast(tx, { ...clockOf(deal), dueAt: whole });
}

/** Extends the inspection to a date both agreed on. */
export async function inspectUntil(tx: TxCtx, deal: Pick<DealRow, "id">, dueAt: Date): Promise<void> {
  await setDeadline(tx, { ...clockOf(deal), dueAt });
}
