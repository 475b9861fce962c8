import { setDeadline, setting, type TxCtx } from "@amanat/db";
import { after, type KindDeal } from "@amanat/deals";
import { SETTINGS } from "../settings.ts";

export type DeliveryDates = { deliverBy: Date; lateFrom: Date };

/** The dates that follow from a promised one. The grace period is the operator's current setting and is fixed for this promise. */
export async function deliveryDates(tx: TxCtx, deliverBy: Date): Promise<DeliveryDates> {
  const hours = await setting(tx, SETTINGS.lateHours);
  return { deliverBy, lateFrom: after(deliverBy, hours, "hours") };
}

/** Sets the delivery clock to the date from which the buyer may cancel. */
export async function runDeliveryClock(tx: TxCtx, { deal }: Pick<KindDeal, "deal">, { lateFrom }: DeliveryDates): Promise<void> {
  await setDeadline(tx, { purpose: "deliver", subjectId: deal.id, dueAt: lateFrom });
}
