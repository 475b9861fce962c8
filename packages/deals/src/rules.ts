import type { CancelCause, FieldIssue, CommonStep, PartyRole, DealPayoutKind, PayoutStatus, ProposalKind } from "@amanat/contracts";
import type { Kind } from "./kind.ts";

/** Pure decisions about deals of every kind. Nothing here reads a clock or a database: both are arguments. */

const DAY_MS = 86_400_000;

/** Proposals of one kind that a party can make in one deal: the other has to read each of them. */
export const MOST_PROPOSALS = 10;

/** How often guards can stop the money of one deal: each of their holds has its date, and so have all of them together. */
export const MOST_GUARD_HOLDS = 4;

/** The least time a clock has left when its hold is lifted, in hours. */
export const AFTER_HOLD_HOURS = 72;

/** How one tranche on hold is divided: to its payee before the fee, and back to its payers. */
export type Share = { readonly tranche: number; readonly release: bigint; readonly refund: bigint };

/** The sums of shares, in the asset of the first one: assets are never added. */
export function sumsOf(
  shares: readonly Share[],
  tranches: readonly { ordinal: number; assetId: string }[],
): { asset: string | null; released: bigint; refunded: bigint } {
  const assetOf = ({ tranche }: Share) => tranches.find(({ ordinal }) => ordinal === tranche)?.assetId ?? null;
  const asset = shares[0] ? assetOf(shares[0]) : null;
  const sums = { asset, released: 0n, refunded: 0n };
  for (const share of shares.filter((one) => assetOf(one) === asset)) {
    sums.released += share.release;
    sums.refunded += share.refund;
  }
  return sums;
}

/** Whether some held tranche is not divided by these shares. Then the deal goes on. */
export function goesOn(tranches: readonly { ordinal: number; status: string }[], shares: readonly Share[]): boolean {
  if (shares.length === 0) return false;
  return tranches.some(({ ordinal, status }) => status === "held" && shares.every(({ tranche }) => tranche !== ordinal));
}

/** Issues when the shares do not match the money on hold: exactly one share per tranche, adding up exactly. */
export function whatDiffers(shares: readonly Share[], frozen: readonly { tranche: number; amount: bigint }[]): FieldIssue[] {
  const whole = frozen.every(({ tranche, amount }) => {
    const mine = shares.filter((share) => share.tranche === tranche);
    return mine.length === 1 && mine.every(({ release, refund }) => release + refund === amount);
  });
  return whole && shares.length === frozen.length ? [] : [{ path: "shares", code: "differs" }];
}

/** The ways in which a party steps back alone. The first one that its machine has from the current status is used. */
const STEPS_BACK = [
  { on: "cancel", cause: "stepped_back" },
  { on: "cancel_late", cause: "late" },
] as const satisfies readonly { on: string; cause: CancelCause }[];

export function after(from: Date, amount: number, unit: "minutes" | "hours" | "days"): Date {
  const ms = { minutes: 60_000, hours: 3_600_000, days: DAY_MS }[unit];
  return new Date(from.getTime() + amount * ms);
}

/** How this party steps back alone from this status. Without a way it is the plain one, which the machine then refuses. */
export function stepBack(kind: Pick<Kind, "machine">, status: string, by: PartyRole): (typeof STEPS_BACK)[number] {
  const ways = kind.machine.states[status] ?? [];
  return STEPS_BACK.find(({ on }) => ways.some((way) => way.on === on && way.by.includes(by))) ?? STEPS_BACK[0];
}

export type PayoutFacts = { kind: DealPayoutKind; status: PayoutStatus; replaced?: boolean; redraftAt?: Date | null };

/** Ignores replaced payouts: only the newest of a chain counts. */
const stands = (payout: PayoutFacts) => payout.replaced !== true && payout.status !== "cancelled";

/** Every refund is settled, and there is one. */
export function refundsSettled(payouts: readonly PayoutFacts[]): boolean {
  const refunds = payouts.filter((payout) => payout.kind === "refund" && stands(payout));
  return refunds.length > 0 && refunds.every((payout) => payout.status === "settled");
}

const nobody: CommonStep = { action: "none", who: "nobody", dueAt: null, consequence: "none" };

/** The next step of a deal that is over: its money is on its way, or waits for somebody. */
export function afterClosing(payouts: readonly PayoutFacts[], kind: DealPayoutKind): CommonStep {
  const open = payouts.filter((payout) => payout.kind === kind && payout.status !== "settled" && stands(payout));
  const first = open[0];
  if (!first) return nobody;
  const rejected = open.find(({ status }) => status === "rejected");
  if (rejected) {
    const who = kind === "refund" ? "buyer" : "seller";
    return { action: "confirm_address", who, dueAt: rejected.redraftAt?.toISOString() ?? null, consequence: "drafted_again" };
  }
  const humanTurn = open.some((payout) => ["pending_approval", "failed"].includes(payout.status));
  if (kind === "refund") return { action: "await_refund", who: humanTurn ? "admin" : "system", dueAt: null, consequence: "none" };
  return { action: humanTurn ? "approve_payout" : "await_payout", who: humanTurn ? "admin" : "system", dueAt: null, consequence: "none" };
}

/** Who gives money away by agreeing to end a deal, and so needs a proof of presence: the seller. */
export function givesAway(kind: ProposalKind, role: PartyRole): boolean {
  return kind === "cancel" && role === "seller";
}
