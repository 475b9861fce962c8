import * as z from "zod";
import { instant } from "../page.ts";
import { offerId, requestId } from "./ids.ts";
import { PRODUCT_TYPES } from "./terms.ts";
import { CONTEST_REASONS } from "./terms.ts";

/** Where and how the buyer wants it, as it was stored, also before today's rules. */
export const deliveryWishSchema = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("physical"), country: z.string(), city: z.string(), address: z.string(), postalCode: z.string() }),
  z.object({ mode: z.literal("online"), channel: z.string() }),
]);

/** What was handed over, as it was stored, also before today's rules. */
export const handoverSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("parcel"), carrier: z.string(), tracking: z.string(), note: z.string() }),
  z.object({ kind: z.literal("artifact"), url: z.string(), sha256: z.string().nullable(), note: z.string() }),
  z.object({ kind: z.literal("service"), note: z.string() }),
]);
export type Handover = z.infer<typeof handoverSchema>;

/** What of a deal's view is a purchase's. */
export const purchaseView = {
  requestId,
  offerId,
  /** Where the seller is paid, now; only for the seller and staff. */
  payoutAddress: z.string().nullable(),
  delivery: deliveryWishSchema,
  deliveryDays: z.number().int(),
  /** The date that was promised or agreed on since, and from when on the buyer may cancel if it is not delivered. */
  deliverBy: instant.nullable(),
  cancellableFrom: instant.nullable(),
  /** The delivery is late beyond the grace: the buyer may cancel, and gets everything back. */
  late: z.boolean(),
  handover: handoverSchema.nullable(),
  /** What the buyer said is wrong with the last delivery, and how often they can still say so. */
  contest: z.object({ reason: z.enum(CONTEST_REASONS), note: z.string(), at: instant }).nullable(),
  contestsLeft: z.number().int().min(0),
} as const;

/** The words it was agreed on, too long for a list. */
export const purchaseDetail = {
  productType: z.enum(PRODUCT_TYPES),
  /** What the buyer asked for. */
  brief: z.string(),
  /** What the seller wrote with the offer; may be empty. */
  offerNote: z.string(),
} as const;
