import * as z from "zod";
import { deal } from "../deals/events.ts";
import { dealId } from "../deals/ids.ts";
import { offerId, requestId } from "./ids.ts";
import { CONTEST_REASONS } from "./terms.ts";

export const events = {
  "request.created.v1": z.object({ requestId }),
  "request.changed.v1": z.object({ requestId, status: z.string() }),
  "offer.submitted.v1": z.object({ offerId, requestId }),
  "offer.changed.v1": z.object({ offerId, requestId, status: z.string() }),
  "offer.accepted.v1": z.object({ offerId, requestId, dealId }),
  "deal.delivery_started.v1": z.object(deal),
  "deal.delivered.v1": z.object(deal),
  "deal.inspection_started.v1": z.object(deal),
  /** The handover was corrected. A running inspection starts again. */
  "deal.handover_corrected.v1": z.object(deal),
  /** The promised date and the grace period are over: the buyer may cancel. */
  "deal.delivery_late.v1": z.object(deal),
  "deal.contested.v1": z.object({ ...deal, reason: z.enum(CONTEST_REASONS), round: z.number().int() }),
} as const;
