import * as z from "zod";
import { KIND_VIEWS } from "../kind-views.ts";
import { amountSchema, assetIdSchema, bpsSchema } from "../money.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { intentId, payoutId } from "../payment/ids.ts";
import { destinationView, PAYOUT_KINDS, PAYOUT_STATUSES } from "../payment/schemas.ts";
import { requestId } from "../marketplace/ids.ts";
import { holdView } from "./holds.ts";
import { dealId } from "./ids.ts";
import { PHASES } from "./kind-words.ts";
import { DEAL_KINDS, DEAL_STATUSES, type DealKind, wordsIn } from "./kinds.ts";
import { personSchema, proposalView } from "./schemas.ts";
import { PARTY_ROLES } from "./terms.ts";

/** What it can be somebody's turn to do, and what happens if nobody does it, in deals of every kind. A kind adds its own. */
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
/** A next step that a deal of any kind can have. */
export type CommonStep = z.infer<typeof commonStep>;

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
  /** Another payout stands in its place. */
  replaced: z.boolean(),
  /** When rejected money is drafted again by itself, unless its owner acts before. */
  redraftAt: instant.nullable(),
  version,
});

/** What deals of every kind show. */
const COMMON = {
  id: dealId,
  /** Where it stands, said the same way for every kind. */
  phase: z.enum(PHASES),
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
  /** Where the asking party's own money goes, and the change that waits; null for staff, and before an address is named. */
  destination: destinationView.omit({ dealId: true }).nullable(),
  /** What the parties have asked of each other and not answered; at most one of a kind. */
  proposals: z.array(proposalView),
  onHold: z.boolean(),
  /** What of its money does not move, and why. */
  holds: z.array(holdView),
  /** Proved on chain for it so far, whatever became of it. */
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
    /** What is true of the deal and its money together. */
    standing: z.enum(wordsIn("standings", kind)),
    /** Whose turn it is, for what, by when, and what happens if nobody acts. */
    next: stepWith(wordsIn("actions", kind), wordsIn("consequences", kind)),
  };
}
type Views = typeof KIND_VIEWS;
type Fields<Kind extends DealKind> = typeof COMMON & ReturnType<typeof ownWords<Kind>> & Views[Kind]["view"];

/** What a schema with these fields reads. Of a kind that is not yet known the compiler cannot see that they are a schema's. */
type Read<Shape> = Shape extends z.ZodRawShape ? z.infer<z.ZodObject<Shape>> : never;

/** A deal of one kind, or of any: `kind` tells them apart. */
export type DealView<Kind extends DealKind = DealKind> = { [K in Kind]: Read<Fields<K>> }[Kind];
/** One deal as its page shows it: with the words that were agreed on, too long for a list. */
export type DealDetail<Kind extends DealKind = DealKind> = { [K in Kind]: Read<Fields<K> & Views[K]["detail"]> }[Kind];
export type NextStep<Kind extends DealKind = DealKind> = { [K in Kind]: z.infer<ReturnType<typeof ownWords<K>>["next"]> }[Kind];

/** What of the view its kind makes: its own fields, what is true of it and the money together, and whose turn it is. */
export type KindView<Kind extends DealKind = DealKind> = {
  [K in Kind]: Pick<DealView<K>, Extract<keyof DealView<K>, "standing" | "next" | keyof Views[K]["view"]>>;
}[Kind];
export type KindDetail<Kind extends DealKind = DealKind> = { [K in Kind]: Read<Views[K]["detail"]> }[Kind];

/** One schema of all kinds. They are read by a loop, which the compiler cannot follow; the types above say the same of each. */
function ofEveryKind(fieldsOf: (kind: DealKind) => z.ZodRawShape): z.ZodType {
  const [first, ...others] = DEAL_KINDS.map((kind) => z.object({ ...COMMON, ...ownWords(kind), ...fieldsOf(kind) }));
  if (first === undefined) throw new Error("there is no kind of deal");
  return z.discriminatedUnion("kind", [first, ...others]);
}
export const dealView = ofEveryKind((kind) => KIND_VIEWS[kind].view) as z.ZodType<DealView, DealView>;
export const dealDetail = ofEveryKind((kind) => ({ ...KIND_VIEWS[kind].view, ...KIND_VIEWS[kind].detail })) as z.ZodType<
  DealDetail,
  DealDetail
>;

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
