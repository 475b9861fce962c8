import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { note } from "../deals/schemas.ts";
import { fileId } from "../files/ids.ts";
import { version } from "../page.ts";
import { lineSchema, proseSchema } from "../values/text.ts";
import { hashSchema } from "../values/token.ts";
import { urlSchema } from "../values/url.ts";
import { CONTEST_REASONS, MOST_DELIVERED_FILES } from "./terms.ts";

/** What comes with it: pictures of a parcel, the work itself. The seller's own, ready, for a delivery, and in no other deal. */
const fileIds = z.array(fileId).max(MOST_DELIVERED_FILES).default([]);

/** The handover: a parcel, files or a link, or words about a service. */
export const handoverInput = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("parcel"),
    carrier: lineSchema({ min: 2, max: 60 }),
    tracking: lineSchema({ min: 3, max: 80 }),
    note: note.default(""),
    fileIds,
  }),
  z
    .object({
      kind: z.literal("artifact"),
      url: urlSchema.nullable().default(null),
      sha256: hashSchema.nullable().default(null),
      note: note.default(""),
      fileIds,
    })
    .superRefine(({ url, fileIds: files }, ctx) => {
      if (url !== null || files.length > 0) return;
      ctx.addIssue({ code: "custom", path: ["url"], message: "a link or a file is needed", params: { code: "link_or_file" } });
    }),
  z.object({ kind: z.literal("service"), note: proseSchema({ min: 5, max: 2_000 }), fileIds }),
]);
export type HandoverGiven = z.output<typeof handoverInput>;

export const startDeliveryInput = z.object({ dealId, version, handover: handoverInput });
/** A corrected handover. */
export const correctHandoverInput = z.object({ dealId, version, handover: handoverInput });
export const markDeliveredInput = z.object({ dealId, version, note: note.default("") });
/** The buyer contests a delivery; the text is for the seller. */
export const contestDeliveryInput = z.object({ dealId, version, reason: z.enum(CONTEST_REASONS), note });
