import * as z from "zod";
import { dealId } from "../deals/ids.ts";
import { note, personSchema } from "../deals/schemas.ts";
import { intentId } from "../payment/ids.ts";
import { offerId, requestId } from "./ids.ts";
import { amountSchema, assetIdSchema, bpsSchema, moneySchema, positiveAmountSchema } from "../money.ts";
import { deliveryWishSchema } from "./purchase-view.ts";
import { CATEGORIES, OFFER_STATUSES, PRODUCT_TYPES, REQUEST_STATUSES, URGENCIES } from "./terms.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { addressSchema } from "../values/address.ts";
import { lineSchema, proseSchema } from "../values/text.ts";

const title = lineSchema({ min: 5, max: 120 });
const longText = proseSchema({ min: 20, max: 5_000 });

/** Where and how the buyer wants it: an address for goods, a channel for everything else. */
const deliveryWishInput = z.discriminatedUnion("mode", [
  z.object({
    mode: z.literal("physical"),
    country: lineSchema({ min: 2, max: 60 }),
    city: lineSchema({ min: 1, max: 80 }),
    address: proseSchema({ min: 0, max: 300 }).default(""),
    postalCode: lineSchema({ min: 0, max: 20 }).default(""),
  }),
  z.object({ mode: z.literal("online"), channel: lineSchema({ min: 2, max: 120 }) }),
]);
export const createRequestInput = z
  .object({
    title,
    description: longText,
    productType: z.enum(PRODUCT_TYPES),
    category: z.enum(CATEGORIES),
    asset: assetIdSchema,
    budgetMin: positiveAmountSchema,
    budgetMax: positiveAmountSchema,
    urgency: z.enum(URGENCIES).default("normal"),
    delivery: deliveryWishInput,
    /** Days the request stays open for offers. */
    openDays: z.number().int().min(1).max(90).default(30),
  })
  .refine((r) => !/^\d+$/.test(r.budgetMin + r.budgetMax) || BigInt(r.budgetMin) <= BigInt(r.budgetMax), {
    path: ["budgetMax"],
    params: { code: "below_minimum" },
  })
  .refine((r) => r.productType !== "physical_product" || r.delivery.mode === "physical", {
    path: ["delivery"],
    params: { code: "needs_place" },
  });
export type CreateRequestInput = z.input<typeof createRequestInput>;

export const requestView = z.object({
  id: requestId,
  title: z.string(),
  description: z.string(),
  productType: z.enum(PRODUCT_TYPES),
  category: z.enum(CATEGORIES),
  asset: assetIdSchema,
  budgetMin: amountSchema,
  budgetMax: amountSchema,
  urgency: z.enum(URGENCIES),
  /** The exact address is only for the owner and the deal's seller; others see country and city. */
  delivery: deliveryWishSchema,
  status: z.enum(REQUEST_STATUSES),
  offersCount: z.number().int(),
  buyer: personSchema,
  mine: z.boolean(),
  /** The deal this request led to; only for its two parties. */
  activeDealId: dealId.nullable(),
  expiresAt: instant,
  createdAt: instant,
  version,
});
export type RequestView = z.infer<typeof requestView>;

export const listRequestsInput = z.object({
  ...pageInput,
  productType: z.enum(PRODUCT_TYPES).optional(),
  category: z.enum(CATEGORIES).optional(),
  urgency: z.enum(URGENCIES).optional(),
  /** Amounts of different assets can not be compared, so a budget filter names its asset and finds only that. */
  budget: z.object({ asset: assetIdSchema, atLeast: amountSchema.optional(), atMost: amountSchema.optional() }).optional(),
  search: lineSchema({ min: 0, max: 100 }).optional(),
});
export const requestPage = pageOf(requestView);
export const myRequestsInput = z.object({ ...pageInput });
export const byRequest = z.object({ requestId });
export const cancelRequestInput = z.object({ requestId, version });

export const submitOfferInput = z.object({
  requestId,
  price: positiveAmountSchema,
  deliveryDays: z.number().int().min(1).max(365),
  /** Hours from now that the offer can be accepted. */
  validHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 30)
    .default(72),
  notes: note.default(""),
  /** Where the seller is paid; fixed when the offer is accepted. */
  payoutAddress: addressSchema,
});
export type SubmitOfferInput = z.input<typeof submitOfferInput>;

export const offerView = z.object({
  id: offerId,
  requestId,
  requestTitle: z.string(),
  seller: personSchema,
  price: moneySchema,
  feeBps: bpsSchema,
  fee: amountSchema,
  sellerReceives: amountSchema,
  deliveryDays: z.number().int(),
  /** Minutes the buyer has to pay after accepting. */
  payMinutes: z.number(),
  notes: z.string(),
  /** Only for the seller of the offer. */
  payoutAddress: z.string().nullable(),
  status: z.enum(OFFER_STATUSES),
  validUntil: instant,
  createdAt: instant,
  mine: z.boolean(),
  /** True when the caller may accept it now. */
  acceptable: z.boolean(),
  dealId: dealId.nullable(),
  version,
});
export type OfferView = z.infer<typeof offerView>;
export const offerPage = pageOf(offerView);
export const listOffersInput = z.object({ ...pageInput, requestId });
export const myOffersInput = z.object({ ...pageInput });
export const offerAction = z.object({ offerId, version });
export const acceptedOffer = z.object({ dealId, intentId, version });
