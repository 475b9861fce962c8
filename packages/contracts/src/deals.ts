import * as z from "zod";
import { roleSchema } from "./actor.ts";
import { dealId, intentId, offerId, payoutId, requestId } from "./ids.ts";
import { DEAL_KINDS, DEAL_STATUSES, deliveryWishSchema, note, PARTY_ROLES, personSchema } from "./marketplace.ts";
import { amountSchema, assetIdSchema, bpsSchema } from "./money.ts";
import { instant, pageInput, pageOf, version } from "./page.ts";
import { PAYOUT_KINDS, PAYOUT_STATUSES } from "./payment.ts";
import { lineSchema, proseSchema } from "./values/text.ts";
import { hashSchema } from "./values/token.ts";
import { urlSchema } from "./values/url.ts";

/** What is handed over: a parcel, a file or link, or words about a service. */
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
/** What was handed over, as it was stored, also before today's rules. */
export const handoverSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("parcel"), carrier: z.string(), tracking: z.string(), note: z.string() }),
  z.object({ kind: z.literal("artifact"), url: z.string(), sha256: z.string().nullable(), note: z.string() }),
  z.object({ kind: z.literal("service"), note: z.string() }),
]);
export type Handover = z.infer<typeof handoverSchema>;

export const startDeliveryInput = z.object({ dealId, version, handover: handoverInput });
export const markDeliveredInput = z.object({ dealId, version, note: note.default("") });
export const dealAction = z.object({ dealId, version });

export const NEXT_ACTIONS = [
  "pay",
  "await_confirmations",
  "start_delivery",
  "mark_delivered",
  "inspect",
  "approve_payout",
  "await_payout",
  "await_refund",
  "none",
] as const;
export const CONSEQUENCES = ["deal_expires", "auto_release", "none"] as const;

/** Whose turn it is, for what, by when, and what happens if nobody acts. */
export const nextStepSchema = z.object({
  action: z.enum(NEXT_ACTIONS),
  who: z.enum(["buyer", "seller", "admin", "system", "nobody"]),
  dueAt: instant.nullable(),
  consequence: z.enum(CONSEQUENCES),
});
export type NextStep = z.infer<typeof nextStepSchema>;

export const dealPayoutView = z.object({
  id: payoutId,
  kind: z.enum(PAYOUT_KINDS),
  status: z.enum(PAYOUT_STATUSES),
  amount: amountSchema,
  destination: z.string(),
  txHash: z.string().nullable(),
});

export const dealView = z.object({
  id: dealId,
  kind: z.enum(DEAL_KINDS),
  status: z.enum(DEAL_STATUSES),
  requestId,
  offerId,
  title: z.string(),
  buyer: personSchema,
  seller: personSchema,
  /** The asking person's part in it; null for staff who only look. */
  myRole: z.enum(PARTY_ROLES).nullable(),
  asset: assetIdSchema,
  price: amountSchema,
  feeBps: bpsSchema,
  fee: amountSchema,
  sellerReceives: amountSchema,
  /** Only for the seller and staff. */
  payoutAddress: z.string().nullable(),
  delivery: deliveryWishSchema,
  deliveryDays: z.number().int(),
  handover: handoverSchema.nullable(),
  onHold: z.boolean(),
  next: nextStepSchema,
  intentId: intentId.nullable(),
  payouts: z.array(dealPayoutView),
  createdAt: instant,
  version,
});
export type DealView = z.infer<typeof dealView>;
export const dealPage = pageOf(dealView);
export const listDealsInput = z.object({ ...pageInput, status: z.enum(DEAL_STATUSES).optional() });
export const byDeal = z.object({ dealId });
export const dealMoved = z.object({ dealId, status: z.enum(DEAL_STATUSES), version });

export const timelineEntry = z.object({
  seq: z.number().int(),
  at: instant,
  type: z.string(),
  actor: z.object({
    kind: z.enum(["user", "system"]),
    name: z.string(),
    role: z.union([z.enum(PARTY_ROLES), roleSchema, z.literal("system")]),
  }),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;
export const timelineView = z.object({ entries: z.array(timelineEntry), head: z.number().int() });
