import { closeDeadline, setDeadline, setting, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { after, DEFAULTS } from "../rules.ts";
import type { DealRow } from "./rows.ts";

export type DeliveryDates = { deliverBy: Date; lateFrom: Date };

/** The dates that follow from a promised one. The grace is the operator's of this moment and stays as it is for this promise. */
export async function deliveryDates(tx: TxCtx, deliverBy: Date): Promise<DeliveryDates> {
  const hours = await setting(tx, "deal.lateHours", z.number().min(0).max(2_160), DEFAULTS.lateHours);
  return { deliverBy, lateFrom: after(deliverBy, hours, "hours") };
}

/** Lets the clock of the delivery run to the date from which the buyer may cancel. */
export async function runDeliveryClock(tx: TxCtx, deal: Pick<DealRow, "id">, { lateFrom }: DeliveryDates): Promise<void> {
  await setDeadline(tx, { purpose: "deliver", subjectId: deal.id, dueAt: lateFrom });
}

export async function stopDeliveryClock(tx: TxCtx, deal: Pick<DealRow, "id">): Promise<void> {
  await closeDeadline(tx, { purpose: "deliver", subjectId: deal.id });
}
