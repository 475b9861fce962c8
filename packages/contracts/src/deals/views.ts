import { BrokenInvariant } from "../broken-invariant.ts";
import * as z from "zod";
import { KIND_VIEWS } from "../kind-views.ts";
import { amountSchema, assetIdSchema, bpsSchema } from "../money.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { intentId, payoutId } from "../payment/ids.ts";
import { DEAL_PAYOUT_KINDS, PAYOUT_STATUSES } from "../payment/payouts.ts";
import { destinationView } from "../payment/schemas.ts";
import { requestId } from "../marketplace/ids.ts";
import { holdView } from "./holds.ts";
import { dealId } from "./ids.ts";
import { PHASES } from "./kind-words.ts";
import { DEAL_KINDS, DEAL_STATUSES, type DealKind, wordsIn } from "./kinds.ts";
import { personSchema, proposalView } from "./schemas.ts";
import { PARTY_ROLES } from "./terms.ts";

/** Next steps and consequences of deals of every kind. A kind adds its own. */
const ACTIONS = [
  "pay",
  "await_confirmations",
  "await_ruling",
  "approve_payout",
  "await_payout",
  "await_refund",
  "confirm_address",
  "none",
] as const;
const CONSEQUENCES = ["deal_expires", "hold_ends", "drafted_again", "none"] as const;

const stepWith = <Action extends string, Consequence extends string>(actions: readonly Action[], consequences: readonly Consequence[]) =>
  z.object({
    action: z.enum([...ACTIONS, ...actions]),
    who: z.enum(["buyer", "seller", "admin", "system", "nobody"]),
    dueAt: instant.nullable(),
    consequence: z.enum([...CONSEQUENCES, ...consequences]),
  });
const commonStep = stepWith([], []);
/** A next step that every kind has. */
export type CommonStep = z.infer<typeof commonStep>;

export const dealPayoutView = z.object({
  id: payoutId,
  kind: z.enum(DEAL_PAYOUT_KINDS),
  status: z.enum(PAYOUT_STATUSES),
  amount: amountSchema,
  /** Only for the owner of the money and staff. */
  destination: z.string().nullable(),
  txHash: z.string().nullable(),
  /** Why an admin rejected it; only for the owner of the money and staff. */
  rejectedReason: z.string().nullable(),
  /** True when a newer payout replaces it. */
  replaced: z.boolean(),
  /** When a rejected payout is drafted again automatically, unless its owner acts before. */
  redraftAt: instant.nullable(),
  version,
});

/** The view of deals of every kind. */
const COMMON = {
  id: dealId,
  /** Its phase, the same words for every kind. */
  phase: z.enum(PHASES),
  title: z.string(),
  buyer: personSchema,
  seller: personSchema,
  /** The caller's part in it; null for staff. */
  myRole: z.enum(PARTY_ROLES).nullable(),
  asset: assetIdSchema,
  price: amountSchema,
  feeBps: bpsSchema,
  fee: amountSchema,
  sellerReceives: amountSchema,
  /** Where the calling party is paid, and a change that waits; null for staff, and before an address is named. */
  destination: destinationView.omit({ dealId: true }).nullable(),
  /** The parties' open proposals; at most one of a kind. */
  proposals: z.array(proposalView),
  onHold: z.boolean(),
  /** The money on hold. */
  holds: z.array(holdView),
  /** Proved on chain for it so far, also if it was refunded since. */
  paid: amountSchema,
  intentId: intentId.nullable(),
  payouts: z.array(dealPayoutView),
  createdAt: instant,
  version,
};
export type CommonDeal = z.infer<z.ZodObject<typeof COMMON>>;

/** What every kind shows in words of its own. */
function ownWords<Kind extends DealKind>(kind: Kind) {
  return {
    kind: z.literal(kind),
    status: z.enum(wordsIn("states", kind)),
    /** The standing: what is true of the deal and its money. */
    standing: z.enum(wordsIn("standings", kind)),
    /** The next step: who, what, by when, and what happens otherwise. */
    next: stepWith(wordsIn("actions", kind), wordsIn("consequences", kind)),
  };
}
type Views = typeof KIND_VIEWS;
type Fields<Kind extends DealKind> = typeof COMMON & ReturnType<typeof ownWords<Kind>> & Views[Kind]["view"];

/** The type a schema with these fields reads. For an unknown kind the compiler can not see that they are a schema's fields. */
type Read<Shape> = Shape extends z.ZodRawShape ? z.infer<z.ZodObject<Shape>> : never;

/** A deal of one kind, or of any; `kind` tells them apart. */
export type DealView<Kind extends DealKind = DealKind> = { [K in Kind]: Read<Fields<K>> }[Kind];
/** A deal on its own page: with its agreed texts, which are too long for a list. */
export type DealDetail<Kind extends DealKind = DealKind> = { [K in Kind]: Read<Fields<K> & Views[K]["detail"]> }[Kind];
export type NextStep<Kind extends DealKind = DealKind> = { [K in Kind]: z.infer<ReturnType<typeof ownWords<K>>["next"]> }[Kind];

/** The kind's part of a deal's view: its own fields, its standing, and the next step. */
export type KindView<Kind extends DealKind = DealKind> = {
  [K in Kind]: Pick<DealView<K>, Extract<keyof DealView<K>, "standing" | "next" | keyof Views[K]["view"]>>;
}[Kind];
export type KindDetail<Kind extends DealKind = DealKind> = { [K in Kind]: Read<Views[K]["detail"]> }[Kind];

/** The schema of all kinds. It is built in a loop that the compiler can not follow; the types above say the same. */
function ofEveryKind(fieldsOf: (kind: DealKind) => z.ZodRawShape): z.ZodType {
  const [first, ...others] = DEAL_KINDS.map((kind) => z.object({ ...COMMON, ...ownWords(kind), ...fieldsOf(kind) }));
  if (first === undefined) throw new BrokenInvariant("there is no kind of deal");
  return z.discriminatedUnion("kind", [first, ...others]);
}
export const dealView = ofEveryKind((kind) => KIND_VIEWS[kind].view) as z.ZodType<DealView, DealView>;
export const dealDetail = ofEveryKind((kind) => ({ ...KIND_VIEWS[kind].view, ...KIND_VIEWS[kind].detail })) as z.ZodType<
  DealDetail,
  DealDetail
>;

export const dealPage = pageOf(dealView);
/** What waits for the caller, what ends soonest first. */
export const myTurnView = z.object({
  /** Deals whose next step is the caller's. */
  deals: z.array(dealView),
  /** The caller's requests with offers to choose from. */
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
