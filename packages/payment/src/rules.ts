/** Pure decisions. Amounts are base units; nothing here reads a clock, a row or a chain. */
import type { Actor, IntentException, IntentStatus, PayoutStatus } from "@amanat/contracts";
import { portions } from "@amanat/ledger";
import type { DestinationRow } from "./internal/rows.ts";
import type { ChainSpec, Fees } from "./ports.ts";

/** SLIP-44 coin type 60 is ether, and what every EVM chain's native coin is filed under. */
export function nativeAsset(chain: string): string {
  return `${chain}/slip44:60`;
}

export function isNative(asset: string): boolean {
  return asset.endsWith("/slip44:60");
}

/**
 * What a mined transaction of ours changed at an address of ours, in native coin: its gas and what it sent, or what it brought.
 */
export function nativeEffect(
  address: string,
  tx: { signer: string; to: string | null; value: bigint },
  mined: { success: boolean; gasCost: bigint },
): bigint {
  const value = mined.success ? tx.value : 0n;
  return (tx.to === address ? value : 0n) - (tx.signer === address ? value + mined.gasCost : 0n);
}

/** In whose name money is stopped that the chain took back. */
export const REORG = "reorg";

/** The ledger's name of one on-chain fact; posted at most once, ever. */
export function chainRef(chain: string, txHash: string, part: number | "native" | "gas" | `${number}${string}`): string {
  return `${chain}:${txHash.toLowerCase()}:${part}`;
}

/** One address on one chain (CAIP-10): the same address is another account on every other chain. */
export function accountOn(chain: string, address: string): string {
  return `${chain}:${address}`;
}

/** The chain's policy: deep enough, and final where the chain tells finality. */
export function isFinal(spec: ChainSpec, seen: { confirmations: number; finalized: boolean }): boolean {
  return seen.confirmations >= spec.confirmations && (!spec.requireFinalized || seen.finalized);
}

export type CreditDecision = {
  readonly status: IntentStatus;
  readonly exception: IntentException;
  /** Leaves received for the parts of the price: all of it, or nothing yet. */
  readonly allocate: bigint;
  /** Goes received → refundable, and back to the payer. */
  readonly giveBack: bigint;
  readonly code: "excess" | "refund";
};

/**
 * What one proved transfer does to its intent. Money that arrived is a fact whatever the state: it
 * completes the price, waits for the rest, or is given back. A complete price is held to the unit.
 */
export function decideCredit(
  intent: { status: IntentStatus; exception: IntentException; amount: bigint; received: bigint },
  arriving: bigint,
  othersLive: boolean,
): CreditDecision {
  const { status, amount, received } = intent;
  if (status === "credited") return { status, exception: "overpaid", allocate: 0n, giveBack: arriving, code: "excess" };
  if (status === "expired" || status === "cancelled")
    return { status, exception: "late", allocate: 0n, giveBack: arriving, code: "refund" };
  const total = received + arriving;
  if (total >= amount) {
    return {
      status: "credited",
      exception: total > amount ? "overpaid" : "none",
      allocate: amount,
      giveBack: total - amount,
      code: "excess",
    };
  }
  return { status: othersLive ? status : "awaiting", exception: "underpaid", allocate: 0n, giveBack: 0n, code: "excess" };
}

/** Where a person's money goes: the address that counts, and the change that waits for its date. */
export type Place = { readonly address: string; readonly change: DestinationRow | null };

/**
 * Which of the addresses a person has named counts at `at`. One whose date has come counts from that moment, whether or not
 * the clock's job has run; one that was applied counts also for a clock that lags.
 */
export function placeOf(named: readonly DestinationRow[], at: Date): Place | null {
  const live = named
    .filter(({ cancelledAt }) => cancelledAt === null)
    .toSorted((a, b) => b.effectiveAt.getTime() - a.effectiveAt.getTime() || (a.id < b.id ? 1 : -1));
  const counts = (row: DestinationRow) => row.appliedAt !== null || row.effectiveAt <= at;
  const counting = live.find(counts);
  return counting ? { address: counting.address, change: live.find((row) => !counts(row)) ?? null } : null;
}

/** Gas of a token's transfer out of the escrow wallet, and of a whole sweep with the gas that is sent for it first. */
const GAS = { payout: 65_000n, sweep: 86_000n } as const;
const WEI = 10n ** 18n;

export type Prices = { nativeCents: bigint; assetCents: bigint; gasPrice: bigint; minimum: bigint | null };

/** The base units that are worth what moving them costs, rounded up; an operator's minimum instead, where there is one. */
export function floorOf(what: keyof typeof GAS, decimals: number, prices: Prices): bigint {
  if (prices.minimum !== null) return prices.minimum;
  const divisor = WEI * prices.assetCents;
  return (GAS[what] * prices.gasPrice * prices.nativeCents * 10n ** BigInt(decimals) + divisor - 1n) / divisor;
}

/** Whether what is under way could still make the price complete: then the time to pay does not run out. */
export function maySuffice(intent: { amount: bigint; received: bigint }, underWay: bigint): boolean {
  return underWay > 0n && intent.received + underWay >= intent.amount;
}

/** One payer's stake in a tranche: what is left of what they have put in. */
export type Stake = { readonly id: string; readonly left: bigint };

/**
 * What each payer gets of a refund: by what is left of what they paid, rounded down, and each unit that is over to the largest in
 * turn, ties by id. The parts come to the refund exactly, and nobody gets more than is left. Errors: none; the caller has checked
 * that so much is left.
 */
export function refundsOf(refund: bigint, stakes: readonly Stake[]): { id: string; amount: bigint }[] {
  if (refund === 0n) return [];
  // `portions` gives to the largest first; the order here only breaks ties.
  const inOrder = stakes.filter(({ left }) => left > 0n).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const parts = portions(
    refund,
    inOrder.map(({ left }) => left),
  );
  return inOrder.flatMap(({ id }, index) => {
    const amount = parts[index] ?? 0n;
    return amount > 0n ? [{ id, amount }] : [];
  });
}

/** What of a tranche was released by now, before the fee, and how much fee that has cost. */
export type Tally = { readonly gross: bigint; readonly fee: bigint };

/** The fee of a further release: due on all that is released then, rounded down, less what was taken so far. */
export function feeOf(release: bigint, feeBps: number, tally: Tally): bigint {
  const due = ((tally.gross + release) * BigInt(feeBps)) / 10_000n - tally.fee;
  return due < 0n ? 0n : due;
}

export type ApprovalBlock = "none" | "not_admin" | "own_deal" | "not_pending";

/** Whether this person may approve or reject: an admin, neither author nor party, while it waits. */
export function approvalBlock(
  payout: { status: PayoutStatus; createdBy: string; partyId: string | null },
  parties: readonly string[],
  actor: Actor,
): ApprovalBlock {
  if (actor.kind !== "user" || !actor.roles.includes("admin")) return "not_admin";
  if ([payout.createdBy, payout.partyId, ...parties].includes(actor.userId)) return "own_deal";
  return payout.status === "pending_approval" ? "none" : "not_pending";
}

/**
 * Gas limit of a token transfer. The estimate can be 17,000 too low by the time it is mined: writing the
 * recipient's first balance costs more than changing one. What is not used is not charged.
 */
export function gasLimit(estimate: bigint): bigint {
  return estimate + 30_000n;
}

/** The most a transaction can cost, value aside: what its signer must hold before it is signed. */
export function gasCeiling(gas: bigint, fees: Fees): bigint {
  return gas * fees.maxFeePerGas;
}

/** A sweep is signed with the gas that was sent for it: fees never promise more than the address has. */
export function affordableFees(fees: Fees, gas: bigint, balance: bigint): Fees {
  const cap = balance / gas;
  const maxFeePerGas = fees.maxFeePerGas < cap ? fees.maxFeePerGas : cap;
  return { maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas < maxFeePerGas ? fees.maxPriorityFeePerGas : maxFeePerGas };
}
