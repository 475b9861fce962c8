import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { offerId, requestId } from "./ids.ts";

export const events = {
  "request.created.v1": z.object({ requestId }),
  "request.changed.v1": z.object({ requestId, status: z.string() }),
  "offer.submitted.v1": z.object({ offerId, requestId }),
  "offer.changed.v1": z.object({ offerId, requestId, status: z.string() }),
  "offer.accepted.v1": z.object({ offerId, requestId, dealId }),
} as const;
