import * as z from "zod";
import { fileId } from "../files/ids.ts";
import { instant } from "../page.ts";
import { offerId, requestId } from "./ids.ts";
import { PRODUCT_TYPES } from "./terms.ts";
import { CONTEST_REASONS } from "./terms.ts";

/** The delivery wish as stored, also from before today's rules. */
export const deliveryWishSchema = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("physical"), country: z.string(), city: z.string(), address: z.string(), postalCode: z.string() }),
  z.object({ mode: z.literal("online"), channel: z.string() }),
]);

/** A file that came with a handover: what it is does not change, `files.link` opens it. */
const handedFile = z.object({
  id: fileId,
  fileName: z.string(),
  type: z.string(),
  size: z.number().int(),
  /** Of a picture, in pixels. */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
});
export type HandedFile = z.infer<typeof handedFile>;
const files = z.array(handedFile).default([]);

/** The handover as stored, also from before today's rules. */
export const handoverSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("parcel"), carrier: z.string(), tracking: z.string(), note: z.string(), files }),
  z.object({ kind: z.literal("artifact"), url: z.string().nullable(), sha256: z.string().nullable(), note: z.string(), files }),
  z.object({ kind: z.literal("service"), note: z.string(), files }),
]);
export type Handover = z.infer<typeof handoverSchema>;

/** A purchase's own part of a deal's view. */
export const purchaseView = {
  requestId,
  offerId,
  /** The seller's current payout address; only for the seller and staff. */
  payoutAddress: z.string().nullable(),
  delivery: deliveryWishSchema,
  deliveryDays: z.number().int(),
  /** The promised or since agreed date, and the date from which the buyer may cancel. */
  deliverBy: instant.nullable(),
  cancellableFrom: instant.nullable(),
  /** Later than the grace period: the buyer may cancel and is refunded in full. */
  late: z.boolean(),
  handover: handoverSchema.nullable(),
  /** The buyer's last contest, and how many contests are left. */
  contest: z.object({ reason: z.enum(CONTEST_REASONS), note: z.string(), at: instant }).nullable(),
  contestsLeft: z.number().int().min(0),
} as const;

/** The agreed texts, too long for a list. */
export const purchaseDetail = {
  productType: z.enum(PRODUCT_TYPES),
  /** The buyer's brief. */
  brief: z.string(),
  /** The seller's note on the offer; may be empty. */
  offerNote: z.string(),
} as const;
