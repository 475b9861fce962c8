import * as z from "zod";
import { roleSchema } from "../actor.ts";
import { userId } from "../auth/ids.ts";
import { holdView } from "./holds.ts";
import { dealId, proposalId } from "./ids.ts";
import { CONTEST_REASONS, DEAL_KINDS, DEAL_STATUSES, PARTY_ROLES, PROPOSAL_KINDS, PROPOSAL_STATUSES, STANDINGS } from "./terms.ts";
import { intentId, payoutId } from "../payment/ids.ts";
import { offerId, requestId } from "../marketplace/ids.ts";
import { PRODUCT_TYPES } from "../marketplace/terms.ts";
import { amountSchema, assetIdSchema, bpsSchema } from "../money.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { destinationView, PAYOUT_KINDS, PAYOUT_STATUSES } from "../payment/schemas.ts";
import { proseSchema } from "../values/text.ts";

/** Free words beside something; may be empty. */
export const note = proseSchema({ min: 0, max: 2_000 });

export const personSchema = z.object({ id: userId, name: z.string(), completedDeals: z.number().int() });
export type PersonView = z.infer<typeof personSchema>;

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

export const dealAction = z.object({ dealId, version });

/** To end the deal and return the money, or to have until then: for the delivery before it is marked, for the inspection after. */
export const proposeDealChangeInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cancel"), dealId, version, note: note.default("") }),
  z.object({ kind: z.literal("more_time"), dealId, version, until: instant, note: note.default("") }),
]);
/** `version` is the proposal's. */
export const answerDealChangeInput = z.object({ dealId, proposalId, version, answer: z.enum(["agree", "decline"]) });
export const withdrawDealChangeInput = z.object({ dealId, proposalId, version });

export const proposalView = z.object({
  id: proposalId,
  kind: z.enum(PROPOSAL_KINDS),
  /** Who proposed it; the other one answers. */
  by: z.enum(PARTY_ROLES),
  /** Which clock more time is asked for; null for a cancellation. */
  clock: z.enum(["deliver", "inspect"]).nullable(),
  until: instant.nullable(),
  note: z.string(),
  status: z.enum(PROPOSAL_STATUSES),
  expiresAt: instant,
  version,
});
export type ProposalView = z.infer<typeof proposalView>;
export const changeProposed = z.object({ dealId, version, proposal: proposalView });

export const NEXT_ACTIONS = [
  "pay",
  "await_confirmations",
  "start_delivery",
  "mark_delivered",
  "inspect",
  "await_ruling",
  "approve_payout",
  "await_payout",
  "await_refund",
  "confirm_address",
  "none",
] as const;
export const CONSEQUENCES = ["deal_expires", "buyer_may_cancel", "auto_release", "hold_ends", "drafted_again", "none"] as const;

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
  /** For whose money it is, and for staff. */
  destination: z.string().nullable(),
  txHash: z.string().nullable(),
  /** Why an admin refused it; for whose money it is, and for staff. */
  rejectedReason: z.string().nullable(),
  /** Another instruction stands in its place. */
  replaced: z.boolean(),
  /** When rejected money is drafted again by itself, unless its owner acts before. */
  redraftAt: instant.nullable(),
  version,
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
  /** Where the seller is paid, now; only for the seller and staff. */
  payoutAddress: z.string().nullable(),
  /** Where the asking party's own money goes, and the change that waits; null for staff, and before an address is named. */
  destination: destinationView.omit({ dealId: true }).nullable(),
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
  /** What the parties have asked of each other and not answered; at most one of a kind. */
  proposals: z.array(proposalView),
  onHold: z.boolean(),
  /** What of its money does not move, and why. */
  holds: z.array(holdView),
  /** What is true of the deal and its money together. */
  standing: z.enum(STANDINGS),
  /** Proved on chain for it so far, whatever became of it. */
  paid: amountSchema,
  next: nextStepSchema,
  intentId: intentId.nullable(),
  payouts: z.array(dealPayoutView),
  createdAt: instant,
  version,
});
export type DealView = z.infer<typeof dealView>;
/** One deal as its page shows it: with the words that were agreed on, too long for a list. */
export const dealDetail = dealView.extend({
  productType: z.enum(PRODUCT_TYPES),
  /** What the buyer asked for. */
  brief: z.string(),
  /** What the seller wrote with the offer; may be empty. */
  offerNote: z.string(),
});
export type DealDetail = z.infer<typeof dealDetail>;
export const dealPage = pageOf(dealView);
/** What waits for the asking person, what ends soonest first. */
export const myTurnView = z.object({
  /** Deals whose next step is theirs. */
  deals: z.array(dealView),
  /** Own requests with offers to choose from. */
  requests: z.array(
    z.object({
      requestId,
      title: z.string(),
      offersCount: z.number().int(),
      /** When the first of them can no longer be accepted. */
      decideBy: instant,
    }),
  ),
});
export type MyTurnView = z.infer<typeof myTurnView>;
export const listDealsInput = z.object({ ...pageInput, status: z.enum(DEAL_STATUSES).optional() });
export const byDeal = z.object({ dealId });
export const dealMoved = z.object({ dealId, status: z.enum(DEAL_STATUSES), version });

/** In what capacity somebody acted, as events say it and timelines name it. `system` is nobody: a timer, the network, Amanat itself. */
export const eventRoleSchema = z.union([z.enum(PARTY_ROLES), roleSchema, z.literal("system")]);
export type EventRole = z.infer<typeof eventRoleSchema>;

export const timelineEntry = z.object({
  seq: z.number().int(),
  at: instant,
  type: z.string(),
  actor: z.object({
    kind: z.enum(["user", "system"]),
    name: z.string(),
    role: eventRoleSchema,
  }),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;
export const timelineView = z.object({ entries: z.array(timelineEntry), head: z.number().int() });
