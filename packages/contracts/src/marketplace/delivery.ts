import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { note } from "../deals/schemas.ts";
import { version } from "../page.ts";
import { lineSchema, proseSchema } from "../values/text.ts";
import { hashSchema } from "../values/token.ts";
import { urlSchema } from "../values/url.ts";
import { CONTEST_REASONS } from "./terms.ts";

/** The handover: a parcel, a file or link, or words about a service. */
export const handoverInput = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("parcel"),
    carrier: lineSchema({ min: 2, max: 60 }),
    tracking: lineSchema({ min: 3, max: 80 }),
    note: note.default(""),
  }),
  z.object({ kind: z.literal("artifact"), url: urlSchema, sha256: hashSchema.nullable().default(null), note: note.default("") }),
  z.object({ kind: z.literal("service"), note: proseSchema({ min: 5, max: 2_000 }) }),
]);

export const startDeliveryInput = z.object({ dealId, version, handover: handoverInput });
/** A corrected handover. */
export const correctHandoverInput = z.object({ dealId, version, handover: handoverInput });
export const markDeliveredInput = z.object({ dealId, version, note: note.default("") });
/** The buyer contests a delivery; the text is for the seller. */
export const contestDeliveryInput = z.object({ dealId, version, reason: z.enum(CONTEST_REASONS), note });
