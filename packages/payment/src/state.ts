/**
 * Every status that payment keeps, and every way between them. What changes a status asks these tables: `internal/write-rows.ts`,
 * `write-escrow.ts` for what belongs to an agreement, `signed-transactions.ts` for what was signed. They compare the two statuses; the
 * trigger and who pulls it are for the reader, but for a signed transaction's, which are asked for by name.
 * What is wrong with an amount (late, short, over) is a separate column, `exception`, so that it does not multiply the states.
 */
import type { IntentStatus, PayoutStatus, SweepStatus, TransferStatus } from "@amanat/contracts";
import type { Machine, TriggerOf } from "@amanat/db";

/** A hold is live until it is restored (as before) or ended (divided by shares). */
export type HoldStatus = "live" | "restored" | "ended";
/** The releases of a movement: its payees have a payout for them, wait for one, or keep them with us. */
export type ReleaseStatus = "waiting" | "on_hold" | "divided" | "paid" | "kept";
/** A part of a price: still to be paid, paid, or no longer awaited. */
export type PartStatus = "open" | "covered" | "closed";
/** A way to pay that was asked of its provider: not answered yet, to be paid by, or not offered. */
export type WayStatus = "asked" | "ready" | "withdrawn";
/** `replaced` is for a transaction that another one of the same nonce takes the place of. */
export type AttemptStatus = "signed" | "broadcast" | "mined" | "settled" | "failed" | "replaced";

/** `deals` decides about the agreement, a `holder` stops its money and lets it go, `worker` acts on what the chain shows. */
type MoneyMover = "payer" | "deals" | "admin" | "holder" | "worker";
export type MoneyMachine<State extends string> = Machine<State, never, MoneyMover>;

/** A price to be paid by one payer, for one or several agreements. */
export const INTENT = {
  name: "intent",
  initial: "created",
  reserved: [],
  guards: {},
  states: {
    created: [
      { on: "refund address named", to: "awaiting", by: ["payer"], guard: null },
      { on: "time to pay ran out", to: "expired", by: ["deals"], guard: null },
      { on: "deal cancelled", to: "cancelled", by: ["deals"], guard: null },
    ],
    awaiting: [
      { on: "transfer seen", to: "detected", by: ["worker"], guard: null },
      { on: "time to pay ran out", to: "expired", by: ["deals"], guard: null },
      { on: "deal cancelled", to: "cancelled", by: ["deals"], guard: null },
    ],
    detected: [
      { on: "blocks on top", to: "confirming", by: ["worker"], guard: null },
      { on: "proved, price complete", to: "credited", by: ["worker"], guard: null },
      { on: "reorg, refusal, or proved but short", to: "awaiting", by: ["worker"], guard: null },
      { on: "time to pay ran out, too little under way", to: "expired", by: ["deals"], guard: null },
      { on: "deal cancelled", to: "cancelled", by: ["deals"], guard: null },
    ],
    confirming: [
      { on: "proved, price complete", to: "credited", by: ["worker"], guard: null },
      { on: "reorg, refusal, or proved but short", to: "awaiting", by: ["worker"], guard: null },
      { on: "time to pay ran out, too little under way", to: "expired", by: ["deals"], guard: null },
      { on: "deal cancelled", to: "cancelled", by: ["deals"], guard: null },
    ],
    credited: [{ on: "a deposit left the chain, and its money was still held", to: "awaiting", by: ["worker"], guard: null }],
    expired: [],
    cancelled: [],
  },
} as const satisfies MoneyMachine<IntentStatus>;

/** A way to pay an intent. One that nobody has to be asked for is `ready` at once. */
export const WAY = {
  name: "way to pay",
  initial: "asked",
  reserved: [],
  guards: {},
  states: {
    asked: [
      { on: "its provider's answer is what was asked for", to: "ready", by: ["worker"], guard: null },
      { on: "refused, answered otherwise, or silent too long", to: "withdrawn", by: ["worker"], guard: null },
    ],
    ready: [],
    withdrawn: [],
  },
} as const satisfies MoneyMachine<WayStatus>;

/** What an intent pays for: one tranche of an agreement. */
export const PART = {
  name: "part of an intent",
  initial: "open",
  reserved: [],
  guards: {},
  states: {
    open: [
      { on: "the whole price is paid", to: "covered", by: ["worker"], guard: null },
      { on: "time to pay ran out, or deal cancelled", to: "closed", by: ["deals"], guard: null },
    ],
    covered: [{ on: "a deposit left the chain, and its money was still held", to: "open", by: ["worker"], guard: null }],
    closed: [],
  },
} as const satisfies MoneyMachine<PartStatus>;

/** A transfer that the scanner reported. */
export const TRANSFER = {
  name: "transfer",
  initial: "detected",
  reserved: [],
  guards: {},
  states: {
    detected: [
      { on: "blocks on top", to: "confirming", by: ["worker"], guard: null },
      { on: "proved", to: "credited", by: ["worker"], guard: null },
      { on: "no longer on the chain", to: "orphaned", by: ["worker"], guard: null },
      { on: "not what it claims to be", to: "rejected", by: ["worker"], guard: null },
    ],
    confirming: [
      { on: "proved", to: "credited", by: ["worker"], guard: null },
      { on: "no longer on the chain", to: "orphaned", by: ["worker"], guard: null },
      { on: "not what it claims to be", to: "rejected", by: ["worker"], guard: null },
    ],
    orphaned: [{ on: "seen again in the same block", to: "detected", by: ["worker"], guard: null }],
    credited: [{ on: "no longer on the chain, though it was final", to: "reverted", by: ["worker"], guard: null }],
    reverted: [{ on: "seen again in the same block", to: "detected", by: ["worker"], guard: null }],
    rejected: [],
  },
} as const satisfies MoneyMachine<TransferStatus>;

/** A payment out of escrow. */
export const PAYOUT = {
  name: "payout",
  initial: "pending_approval",
  reserved: [],
  guards: {},
  states: {
    pending_approval: [
      { on: "approved", to: "approved", by: ["admin"], guard: null },
      { on: "rejected", to: "rejected", by: ["admin"], guard: null },
      { on: "its money is put on hold", to: "cancelled", by: ["holder"], guard: null },
    ],
    approved: [
      { on: "its money is put on hold: back from in flight", to: "cancelled", by: ["holder"], guard: null },
      { on: "nonce taken, signed, stored", to: "signing", by: ["worker"], guard: null },
      { on: "the transfer would revert", to: "failed", by: ["worker"], guard: null },
    ],
    signing: [{ on: "a node took it", to: "broadcast", by: ["worker"], guard: null }],
    broadcast: [{ on: "mined", to: "confirming", by: ["worker"], guard: null }],
    confirming: [
      { on: "final, its Transfer log read", to: "settled", by: ["worker"], guard: null },
      { on: "final and reverted", to: "failed", by: ["worker"], guard: null },
    ],
    settled: [],
    failed: [],
    rejected: [{ on: "its money is put on hold", to: "cancelled", by: ["holder"], guard: null }],
    cancelled: [],
  },
} as const satisfies MoneyMachine<PayoutStatus>;

/**
 * How money of a payout that ended unpaid gets the next one: always a new row, whose cause names the earlier one, to the current address.
 */
export const REDRAFT = {
  failed: "at once, by the worker, to the address that counts",
  rejected: "on its owner's word, or by itself after `payment.redraftDays`",
  cancelled: "by lifting the hold that cancelled it, to its owner as before or by the shares of a ruling",
} as const satisfies Partial<Record<PayoutStatus, string>>;

/**
 * What a movement released. Most movements pay at once: their row is written as `paid`. Metered time is released several times and paid by
 * one payout: its releases wait in `releasable`, with a date at the latest. From `paid` on, its payouts say what happens. `kept` is the
 * payees' own balance with us, out of reach of whatever becomes of the agreement.
 */
export const RELEASE = {
  name: "release",
  initial: "waiting",
  reserved: [],
  guards: {},
  states: {
    waiting: [
      { on: "a movement of the tranche pays", to: "paid", by: ["deals"], guard: null },
      { on: "its date came", to: "paid", by: ["worker"], guard: null },
      { on: "a movement of the tranche leaves it to them", to: "kept", by: ["deals"], guard: null },
      { on: "its money is put on hold", to: "on_hold", by: ["holder"], guard: null },
    ],
    on_hold: [
      { on: "the hold is lifted", to: "waiting", by: ["holder"], guard: null },
      { on: "the hold is divided by shares", to: "divided", by: ["holder"], guard: null },
    ],
    divided: [],
    paid: [],
    kept: [],
  },
} as const satisfies MoneyMachine<ReleaseStatus>;

/** Money that is on hold. Lifting returns each part to where it was; ending divides all of it. */
export const HOLD = {
  name: "hold",
  initial: "live",
  reserved: [],
  guards: {},
  states: {
    live: [
      { on: "lifted: everything goes on as before", to: "restored", by: ["holder"], guard: null },
      { on: "divided by shares", to: "ended", by: ["holder"], guard: null },
    ],
    restored: [],
    ended: [],
  },
} as const satisfies MoneyMachine<HoldStatus>;

/** The transfer of credited deposits from a deposit address to the escrow wallet. */
export const SWEEP = {
  name: "sweep",
  initial: "planned",
  reserved: [],
  guards: {},
  states: {
    planned: [
      { on: "gas for it signed and stored", to: "gas_topup", by: ["worker"], guard: null },
      { on: "gas is there already, signed and stored", to: "transfer", by: ["worker"], guard: null },
      { on: "too many tries, or its deposit left the chain", to: "failed", by: ["worker"], guard: null },
    ],
    gas_topup: [
      { on: "gas arrived, signed and stored", to: "transfer", by: ["worker"], guard: null },
      { on: "top-up reverted", to: "planned", by: ["worker"], guard: null },
    ],
    transfer: [
      { on: "final, its Transfer log read", to: "settled", by: ["worker"], guard: null },
      { on: "final and reverted", to: "planned", by: ["worker"], guard: null },
    ],
    settled: [],
    failed: [],
  },
} as const satisfies MoneyMachine<SweepStatus>;

/** A signed transaction of ours, as the chain shows it. Sent again until it is mined: a node forgets, and a process dies before it notes the answer. */
export const ATTEMPT = {
  name: "signed transaction",
  initial: "signed",
  reserved: [],
  guards: {},
  states: {
    signed: [
      { on: "a node took it", to: "broadcast", by: ["worker"], guard: null },
      { on: "mined", to: "mined", by: ["worker"], guard: null },
      { on: "another of its nonce is final", to: "replaced", by: ["worker"], guard: null },
    ],
    broadcast: [
      { on: "a node took it", to: "broadcast", by: ["worker"], guard: null },
      { on: "mined", to: "mined", by: ["worker"], guard: null },
      { on: "another of its nonce is final", to: "replaced", by: ["worker"], guard: null },
    ],
    mined: [
      { on: "mined", to: "mined", by: ["worker"], guard: null },
      { on: "a reorg dropped it", to: "broadcast", by: ["worker"], guard: null },
      { on: "final", to: "settled", by: ["worker"], guard: null },
      { on: "final and reverted", to: "failed", by: ["worker"], guard: null },
      { on: "another of its nonce is final", to: "replaced", by: ["worker"], guard: null },
    ],
    settled: [],
    failed: [],
    replaced: [],
  },
} as const satisfies MoneyMachine<AttemptStatus>;
export type AttemptTrigger = TriggerOf<typeof ATTEMPT>;
