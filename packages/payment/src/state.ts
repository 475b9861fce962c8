/**
 * Every status payment keeps, and every way from one to another. Nothing else in the package may change
 * a status: `internal/write-status.ts` looks here first. What is wrong with money (late, short, over) is an axis
 * of its own, `exception`, so it never multiplies these states.
 */
import type { IntentStatus, PayoutStatus, TransferStatus, UnmatchedStatus } from "@amanat/contracts";

/** A hold, from when money stops until it goes on as before or is divided by whoever decides. */
export type HoldStatus = "live" | "restored" | "ended";
export type SweepStatus = "planned" | "gas_topup" | "transfer" | "settled" | "failed";

/** One arrow: where to, what triggers it, who does it. */
type Step<State extends string> = {
  readonly to: State;
  readonly on: string;
  readonly by: "payer" | "marketplace" | "admin" | "disputes" | "worker";
};
export type Machine<State extends string> = { readonly initial: State; readonly steps: Readonly<Record<State, readonly Step<State>[]>> };

/** The price of one deal, from the first quote to the last unit. */
export const INTENT = {
  initial: "created",
  steps: {
    created: [
      { to: "awaiting", on: "refund address named", by: "payer" },
      { to: "expired", on: "time to pay ran out", by: "marketplace" },
      { to: "cancelled", on: "deal cancelled", by: "marketplace" },
    ],
    awaiting: [
      { to: "detected", on: "transfer seen", by: "worker" },
      { to: "expired", on: "time to pay ran out", by: "marketplace" },
      { to: "cancelled", on: "deal cancelled", by: "marketplace" },
    ],
    detected: [
      { to: "confirming", on: "blocks on top", by: "worker" },
      { to: "credited", on: "proved, price complete", by: "worker" },
      { to: "awaiting", on: "reorg, refusal, or proved but short", by: "worker" },
      { to: "expired", on: "time to pay ran out, too little under way", by: "marketplace" },
      { to: "cancelled", on: "deal cancelled", by: "marketplace" },
    ],
    confirming: [
      { to: "credited", on: "proved, price complete", by: "worker" },
      { to: "awaiting", on: "reorg, refusal, or proved but short", by: "worker" },
      { to: "expired", on: "time to pay ran out, too little under way", by: "marketplace" },
      { to: "cancelled", on: "deal cancelled", by: "marketplace" },
    ],
    credited: [{ to: "awaiting", on: "a deposit left the chain, and its money was still held", by: "worker" }],
    expired: [],
    cancelled: [],
  },
} as const satisfies Machine<IntentStatus>;

/** One transfer the scanner reported. */
export const TRANSFER = {
  initial: "detected",
  steps: {
    detected: [
      { to: "confirming", on: "blocks on top", by: "worker" },
      { to: "credited", on: "proved", by: "worker" },
      { to: "orphaned", on: "no longer on the chain", by: "worker" },
      { to: "rejected", on: "not what it claims to be", by: "worker" },
    ],
    confirming: [
      { to: "credited", on: "proved", by: "worker" },
      { to: "orphaned", on: "no longer on the chain", by: "worker" },
      { to: "rejected", on: "not what it claims to be", by: "worker" },
    ],
    orphaned: [{ to: "detected", on: "seen again in the same block", by: "worker" }],
    credited: [{ to: "reverted", on: "no longer on the chain, though it was final", by: "worker" }],
    reverted: [{ to: "detected", on: "seen again in the same block", by: "worker" }],
    rejected: [],
  },
} as const satisfies Machine<TransferStatus>;

/** An instruction to pay somebody out of escrow. */
export const PAYOUT = {
  initial: "draft",
  steps: {
    draft: [{ to: "pending_approval", on: "written with its posting", by: "marketplace" }],
    pending_approval: [
      { to: "approved", on: "approved", by: "admin" },
      { to: "rejected", on: "rejected", by: "admin" },
      { to: "cancelled", on: "its money is put on hold", by: "disputes" },
    ],
    approved: [
      { to: "cancelled", on: "its money is put on hold: back from in flight", by: "disputes" },
      { to: "signing", on: "nonce taken, signed, stored", by: "worker" },
      { to: "failed", on: "the transfer would revert", by: "worker" },
    ],
    signing: [{ to: "broadcast", on: "a node took it", by: "worker" }],
    broadcast: [{ to: "confirming", on: "mined", by: "worker" }],
    confirming: [
      { to: "settled", on: "final, its Transfer log read", by: "worker" },
      { to: "failed", on: "final and reverted", by: "worker" },
    ],
    settled: [],
    failed: [],
    rejected: [{ to: "cancelled", on: "its money is put on hold", by: "disputes" }],
    cancelled: [],
  },
} as const satisfies Machine<PayoutStatus>;

/**
 * How money gets another instruction after one that ended unpaid: always a new row, whose cause names the one before, to the
 * address that counts then.
 */
export const REDRAFT = {
  failed: "at once, by the worker, to the address that counts",
  rejected: "on its owner's word, or by itself after `payment.redraftDays`",
  cancelled: "by lifting the hold that cancelled it, to its owner as before or by the shares of a ruling",
} as const satisfies Partial<Record<PayoutStatus, string>>;

/** Money that does not move. Lifting puts each part back where it was; ending divides all of it. */
export const HOLD = {
  initial: "live",
  steps: {
    live: [
      { to: "restored", on: "lifted: everything goes on as before", by: "disputes" },
      { to: "ended", on: "divided by shares", by: "disputes" },
    ],
    restored: [],
    ended: [],
  },
} as const satisfies Machine<HoldStatus>;

/** Moving one credited deposit to the escrow wallet. */
export const SWEEP = {
  initial: "planned",
  steps: {
    planned: [
      { to: "gas_topup", on: "gas for it signed and stored", by: "worker" },
      { to: "transfer", on: "gas is there already, signed and stored", by: "worker" },
      { to: "failed", on: "too many tries, or its deposit left the chain", by: "worker" },
    ],
    gas_topup: [
      { to: "transfer", on: "gas arrived, signed and stored", by: "worker" },
      { to: "planned", on: "top-up reverted", by: "worker" },
    ],
    transfer: [
      { to: "settled", on: "final, its Transfer log read", by: "worker" },
      { to: "planned", on: "final and reverted", by: "worker" },
    ],
    settled: [],
    failed: [],
  },
} as const satisfies Machine<SweepStatus>;

/** Money that fits no price, from its booking until it is back with somebody. */
export const UNMATCHED = {
  initial: "open",
  steps: {
    open: [{ to: "refunding", on: "refund drafted", by: "admin" }],
    refunding: [
      { to: "refunded", on: "refund settled", by: "worker" },
      { to: "open", on: "refund rejected or failed", by: "admin" },
    ],
    refunded: [],
  },
} as const satisfies Machine<UnmatchedStatus>;

/** True when the table has that arrow. */
export function mayMove<State extends string>(machine: Machine<State>, from: State, to: State): boolean {
  return machine.steps[from].some((step) => step.to === to);
}

/** States no path from the initial one leads to. */
export function unreachable<State extends string>(machine: Machine<State>): State[] {
  const seen = new Set<State>([machine.initial]);
  for (const state of seen) for (const step of machine.steps[state]) seen.add(step.to);
  return (Object.keys(machine.steps) as State[]).filter((state) => !seen.has(state));
}

/** The machine as a mermaid state diagram, for the README. */
export function diagramOf<State extends string>(machine: Machine<State>): string {
  const states = Object.keys(machine.steps) as State[];
  const arrows = states.flatMap((from) =>
    machine.steps[from].length === 0
      ? [`  ${from} --> [*]`]
      : machine.steps[from].map((step) => `  ${from} --> ${step.to}: ${step.on} (${step.by})`),
  );
  return ["stateDiagram-v2", `  [*] --> ${machine.initial}`, ...arrows].join("\n");
}
