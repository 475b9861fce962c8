import { type DealStatus, DomainError, type OfferStatus, type StoredRequestStatus } from "@amanat/contracts";

/** Who sets something in motion. `system` reacts to an event, `timer` to a deadline. */
export type Mover = "buyer" | "seller" | "system" | "timer";

/** What must hold beside the status. The sentence is the definition; the README prints it. */
export const GUARDS = {
  fullyHeld: "payment has credited the whole price",
  nothingSeen: "payment has neither seen nor received money",
  noHold: "no dispute holds the money",
  refundsSettled: "every refund of the deal is settled on chain",
  offerValid: "the offer's validity has not run out by the database's clock",
  offersLeft: "at least one live offer remains, and the request's own time has not run out",
  noOffersLeft: "no live offer remains, and the request's own time has not run out",
  timeOver: "the deadline has passed by the database's clock",
  deliveryLate: "the promised date and the grace after it have passed by the database's clock, and no dispute holds the money",
  agreed: "the other party proposed it, the proposal still stands, and no dispute holds the money",
  contestLeft: "the buyer has not yet contested as often as is allowed, and no dispute holds the money",
} as const;
export type Guard = keyof typeof GUARDS;

/** One way out of a state. */
export type Transition<State extends string> = {
  readonly on: string;
  readonly to: State;
  readonly by: readonly Mover[];
  readonly guard: Guard | null;
};

/** A lifecycle as data. `reserved` states exist in the schema for later issues; nothing enters or leaves them yet. */
export type Machine<State extends string> = {
  readonly name: string;
  readonly initial: State;
  readonly reserved: readonly State[];
  readonly states: Readonly<Record<State, readonly Transition<State>[]>>;
};

const cancelledByBuyer = { on: "cancel", to: "cancelled", by: ["buyer"], guard: null } as const;
const requestTimeOver = { on: "expire", to: "expired", by: ["timer"], guard: "timeOver" } as const;

/** A request up to acceptance; from `matched` on the deal's status is the one that is stored. */
export const REQUEST = {
  name: "request",
  initial: "pending",
  reserved: ["pending_payment", "in_negotiation"],
  states: {
    pending_payment: [],
    pending: [{ on: "publish", to: "active", by: ["system"], guard: null }, cancelledByBuyer, requestTimeOver],
    active: [{ on: "offer_came", to: "received_offers", by: ["seller"], guard: null }, cancelledByBuyer, requestTimeOver],
    received_offers: [
      { on: "offers_gone", to: "active", by: ["buyer", "seller", "timer"], guard: "noOffersLeft" },
      { on: "accept", to: "matched", by: ["buyer"], guard: "offerValid" },
      cancelledByBuyer,
      requestTimeOver,
    ],
    in_negotiation: [],
    matched: [
      { on: "reopen", to: "received_offers", by: ["buyer", "seller", "timer"], guard: "offersLeft" },
      { on: "reopen_empty", to: "active", by: ["buyer", "seller", "timer"], guard: "noOffersLeft" },
      { on: "reopen_late", to: "expired", by: ["buyer", "seller", "timer"], guard: "timeOver" },
    ],
    cancelled: [],
    expired: [],
  },
} as const satisfies Machine<StoredRequestStatus>;

export const OFFER = {
  name: "offer",
  initial: "submitted",
  reserved: ["draft", "countered"],
  states: {
    draft: [],
    submitted: [
      { on: "accept", to: "accepted", by: ["buyer"], guard: "offerValid" },
      { on: "withdraw", to: "withdrawn", by: ["seller"], guard: null },
      { on: "reject", to: "rejected", by: ["buyer"], guard: null },
      { on: "expire", to: "expired", by: ["timer"], guard: "timeOver" },
      { on: "supersede", to: "superseded", by: ["system"], guard: "fullyHeld" },
    ],
    countered: [],
    accepted: [
      { on: "restore", to: "submitted", by: ["timer"], guard: "offerValid" },
      { on: "restore_late", to: "expired", by: ["timer"], guard: "timeOver" },
      { on: "drop", to: "rejected", by: ["buyer"], guard: null },
      { on: "pull_out", to: "withdrawn", by: ["seller"], guard: null },
      { on: "fulfil", to: "fulfilled", by: ["buyer", "timer"], guard: "noHold" },
    ],
    fulfilled: [],
    withdrawn: [],
    rejected: [],
    expired: [],
    superseded: [],
  },
} as const satisfies Machine<OfferStatus>;

const accepted = [
  { on: "confirm", to: "completed", by: ["buyer"], guard: "noHold" },
  { on: "auto_release", to: "completed", by: ["timer"], guard: "noHold" },
] as const;
/** While money is held, the buyer has a way out when the promise is broken, and both together always have one. */
const late = { on: "cancel_late", to: "cancelled", by: ["buyer"], guard: "deliveryLate" } as const;
const together = { on: "cancel_agreed", to: "cancelled", by: ["buyer", "seller"], guard: "agreed" } as const;
const contested = { on: "contest", to: "delivery", by: ["buyer"], guard: "contestLeft" } as const;
/** A wrong link is put right until it has been inspected; what was marked as delivered is looked at anew. */
const corrected = (to: "delivery" | "delivered") => ({ on: "correct_handover", to, by: ["seller"], guard: "noHold" }) as const;
const refunded = { on: "refund_settled", to: "refunded", by: ["system"], guard: "refundsSettled" } as const;

export const DEAL = {
  name: "deal",
  initial: "payment",
  reserved: [],
  states: {
    payment: [
      { on: "fund", to: "processing", by: ["system"], guard: "fullyHeld" },
      { on: "cancel", to: "cancelled", by: ["buyer", "seller"], guard: null },
      { on: "pay_timeout", to: "expired", by: ["timer"], guard: "nothingSeen" },
    ],
    processing: [
      { on: "start_delivery", to: "delivery", by: ["seller"], guard: null },
      { on: "cancel", to: "cancelled", by: ["seller"], guard: "noHold" },
      late,
      together,
    ],
    delivery: [{ on: "mark_delivered", to: "delivered", by: ["seller"], guard: null }, corrected("delivery"), late, together],
    delivered: [
      { on: "start_inspection", to: "confirming", by: ["system"], guard: null },
      ...accepted,
      corrected("delivered"),
      contested,
      together,
    ],
    confirming: [...accepted, corrected("delivered"), contested, together],
    completed: [],
    cancelled: [refunded],
    expired: [refunded],
    refunded: [],
  },
} as const satisfies Machine<DealStatus>;

/** The triggers a machine knows. */
export type TriggerOf<M extends Machine<string>> = M["states"][keyof M["states"]][number]["on"];
export type RequestTrigger = TriggerOf<typeof REQUEST>;
export type OfferTrigger = TriggerOf<typeof OFFER>;
export type DealTrigger = TriggerOf<typeof DEAL>;

/**
 * Where `on` leads from `from` when `by` asks.
 *
 * Role before state: one who may never do this gets FORBIDDEN, whatever the status; one who may,
 * but not now, gets INVALID_STATE.
 */
export function step<State extends string>(machine: Machine<State>, from: State, on: string, by: Mover): State {
  const everywhere = Object.values<readonly Transition<State>[]>(machine.states).flat();
  if (!everywhere.some((row) => row.on === on && row.by.includes(by))) throw new DomainError("FORBIDDEN");
  const row = machine.states[from].find((one) => one.on === on && one.by.includes(by));
  if (!row) throw new DomainError("INVALID_STATE");
  return row.to;
}
