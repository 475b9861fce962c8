import * as z from "zod";
import { INCIDENT_KINDS, INCIDENT_STATES } from "./kinds.ts";
import { dealId } from "../deals/ids.ts";
import { payoutId } from "../payment/ids.ts";
import { deliveryId, incidentId } from "./ids.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { proseSchema } from "../values/text.ts";
import { wordSchema } from "../values/token.ts";
import { OPERATOR_REASON_MIN } from "../values/reason.ts";

export const incidentView = z.object({
  id: incidentId,
  kind: z.enum(INCIDENT_KINDS),
  state: z.enum(INCIDENT_STATES),
  /** A public id if its kind has them. */
  subject: z.string(),
  /** The deal and payout it concerns, to link to. */
  dealId: dealId.nullable(),
  payoutId: payoutId.nullable(),
  count: z.number().int(),
  firstAt: instant,
  lastAt: instant,
  detail: z.record(z.string(), z.string()),
  acknowledgedBy: z.string().nullable(),
  resolution: z.enum(["mended", "by_hand"]).nullable(),
  note: z.string().nullable(),
  closedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  /** Whether an operator can retry it. */
  retriable: z.boolean(),
  version,
});
export type IncidentView = z.infer<typeof incidentView>;
export const incidentPage = pageOf(incidentView);
/** Newest first; `live` means not closed. */
export const listIncidentsInput = z
  .object({ ...pageInput, state: z.enum(["live", ...INCIDENT_STATES]).default("live"), kind: z.enum(INCIDENT_KINDS).optional() })
  .default({ limit: 20, state: "live" });
export const byIncident = z.object({ incidentId });
export const incidentAction = z.object({ incidentId, version });
export const closeIncidentInput = z.object({ incidentId, version, note: proseSchema({ min: OPERATOR_REASON_MIN, max: 2_000 }) });

/** An event that a consumer failed to react to, eight times. */
export const deadDelivery = z.object({
  id: deliveryId,
  consumer: z.string(),
  /** The event, and the deal it is about if it is a deal's. */
  type: z.string(),
  dealId: dealId.nullable(),
  at: instant,
  attempts: z.number().int(),
  failure: z.string(),
  deadAt: instant,
});
export type DeadDelivery = z.infer<typeof deadDelivery>;
export const deadDeliveryPage = pageOf(deadDelivery);
/** Longest dead first. */
export const deadDeliveriesInput = z
  .object({ ...pageInput, consumer: wordSchema(/^[a-z][a-z0-9._-]{0,39}$/).optional() })
  .default({ limit: 20 });
export const byDelivery = z.object({ deliveryId });
