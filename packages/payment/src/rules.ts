/** Pure decisions. Amounts are base units; nothing here reads a clock, a row or a chain. */
import type { Actor, IntentException, IntentStatus, PayoutKind, PayoutStatus } from "@amanat/contracts";
import { portions } from "@amanat/ledger";
import type { DestinationRow } from "./internal/rows.ts";
import type { ChainSpec, ChainView, Fees } from "./ports.ts";

/**
 * The change of an address's native balance by one mined transaction of ours: minus value and gas for the signer, plus value for the receiver.
 */
export function nativeEffect(
  address: string,
  tx: { signer: string; to: string | null; value: bigint },
  mined: { success: boolean; gasCost: bigint },
): bigint {
  const value = mined.success ? tx.value : 0n;
  return (tx.to === address ? value : 0n) - (tx.signer === address ? value + mined.gasCost : 0n);
}

/** `placedBy` of holds on money whose deposit left the chain. */
export const REORG = "reorg";

/** The ledger's unique name of one on-chain fact. It is posted at most once. */
export function chainRef(chain: string, txHash: string, part: number | "native" | "gas" | `${number}${string}`): string {
  return `${chain}:${txHash.toLowerCase()}:${part}`;
}

/** One address on one chain (CAIP-10): the same address is another account on every other chain. */
export function accountOn(chain: string, address: string): string {
  return `${chain}:${address}`;
}

/** Final by the chain's policy: enough confirmations, and the `finalized` tag where the policy asks for it. */
export function isFinal(
  spec: Pick<ChainSpec, "confirmations" | "requireFinalized">,
  seen: { confirmations: number; finalized: boolean },
): boolean {
  return seen.confirmations >= spec.confirmations && (!spec.requireFinalized || seen.finalized);
}

/**
 * Whether the block of a credited deposit is still on the chain.
 *
 * - `replaced`: another block stands at its height, itself as deep and final as a deposit must be. So a node that lags, or follows a branch
 *   that will not last, cannot take money back.
 * - `rewritten`: replaced from below the depth where reorgs happen. Either the chain broke its word or the node serves another chain.
 * - `unknown`: the node does not have the height, or what stands there is not final yet.
 */
export function judgeBlock(
  spec: Pick<ChainSpec, "confirmations" | "requireFinalized" | "reorgDepth">,
  { head, finalized, hashes }: ChainView,
  { blockNumber, blockHash }: { blockNumber: number; blockHash: string },
): "stands" | "unknown" | "replaced" | "rewritten" {
  const hash = hashes.get(blockNumber);
  if (hash === undefined) return "unknown";
  if (hash === blockHash) return "stands";
  const confirmations = head - blockNumber + 1;
  if (!isFinal(spec, { confirmations, finalized: finalized !== null && finalized >= blockNumber })) return "unknown";
  return confirmations > spec.reorgDepth ? "rewritten" : "replaced";
}

export type CreditDecision = {
  readonly status: IntentStatus;
  readonly exception: IntentException;
  /** Leaves `received` for the parts of the price: the whole price, or nothing yet. */
  readonly allocate: bigint;
  /** Moves received → refundable, for a refund to the payer. */
  readonly giveBack: bigint;
  readonly code: "excess" | "refund";
};

/**
 * What one proved transfer does to its intent. Money that arrived is booked whatever the intent's state: it completes the price, waits
 * for the rest of it, or is refunded. Only a complete price is allocated, and exactly the price.
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

/** Where a person is paid: the current address, and a change that becomes current later. */
export type Destination = { readonly address: string; readonly change: DestinationRow | null };

/**
 * The address that is current at `at`. A change is current from its date on, even if the timer that applies it has not run yet. An applied
 * change stays current even for a clock that is behind.
 */
export function destinationAt(named: readonly DestinationRow[], at: Date): Destination | null {
  const live = named
    .filter(({ cancelledAt }) => cancelledAt === null)
    .toSorted((a, b) => b.effectiveAt.getTime() - a.effectiveAt.getTime() || (a.id < b.id ? 1 : -1));
  const counts = (row: DestinationRow) => row.appliedAt !== null || row.effectiveAt <= at;
  const counting = live.find(counts);
  return counting ? { address: counting.address, change: live.find((row) => !counts(row)) ?? null } : null;
}

/** `gasPrice` is in base units of the native coin, which has `nativeDecimals`. */
export type Prices = { nativeCents: bigint; nativeDecimals: number; assetCents: bigint; gasPrice: bigint; minimum: bigint | null };

/** The smallest amount, in base units, that is worth so many units of gas, rounded up; or the operator's minimum where one is set. */
export function floorOf(gas: bigint, decimals: number, prices: Prices): bigint {
  if (prices.minimum !== null) return prices.minimum;
  const divisor = 10n ** BigInt(prices.nativeDecimals) * prices.assetCents;
  return (gas * prices.gasPrice * prices.nativeCents * 10n ** BigInt(decimals) + divisor - 1n) / divisor;
}

/** Whether transfers under way can still complete the price. Then the time to pay does not run out. */
export function maySuffice(intent: { amount: bigint; received: bigint }, underWay: bigint): boolean {
  return underWay > 0n && intent.received + underWay >= intent.amount;
}

/** What is left of one payer's contribution to a tranche. */
export type Stake = { readonly id: string; readonly left: bigint };

/**
 * Divides a refund among the payers in proportion to what is left of their contributions. Shares are rounded down, and the remaining units
 * go to the largest shares first, ties by id. The shares add up to the refund exactly, and no share exceeds what is left. The caller has
 * checked that enough is left.
 */
export function refundsOf(refund: bigint, stakes: readonly Stake[]): { id: string; amount: bigint }[] {
  if (refund === 0n) return [];
  // `portions` gives remaining units to the largest first; this order only breaks ties.
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

/** Released so far of a tranche, before the fee, and the fee taken on it. */
export type Tally = { readonly gross: bigint; readonly fee: bigint };

/**
 * The fee of one more release: due on everything released including it, rounded down, less the fee already taken. A rate that changed between
 * releases takes nothing back, and never more than this release: its payees get no less than nothing.
 */
export function feeOf(release: bigint, feeBps: number, tally: Tally): bigint {
  const due = ((tally.gross + release) * BigInt(feeBps)) / 10_000n - tally.fee;
  if (due < 0n) return 0n;
  return due > release ? release : due;
}

export type ApprovalBlock = "none" | "not_admin" | "own_deal" | "not_pending" | "on_hold" | "approved_once";

type Decidable = {
  status: PayoutStatus;
  createdBy: string;
  partyId: string | null;
  destination: string;
  heldUntil: Date | null;
  firstApprovedById: string | null;
  firstApprovedFor: string | null;
};

/** Whether it pays a deal's money out. What sends unmatched money back and what withdraws earned fees is no deal's, and its scope is its own. */
export function isOfDeal({ kind, unmatchedId }: { kind: PayoutKind; unmatchedId: string | null }): boolean {
  return kind !== "fee" && unmatchedId === null;
}

/** Whether one admin has approved it for the destination that it has now. */
export function isApprovedOnce({ firstApprovedById, firstApprovedFor, destination }: Decidable): boolean {
  return firstApprovedById !== null && firstApprovedFor === destination;
}

/**
 * Why this person may not approve: no admin, author or party of it, it does not wait for approval, it is on hold, or they have approved it
 * once. The last two do not keep them from rejecting it.
 */
export function approvalBlock(payout: Decidable, parties: readonly string[], actor: Actor, at: Date): ApprovalBlock {
  if (actor.kind !== "user" || !actor.roles.includes("admin")) return "not_admin";
  if ([payout.createdBy, payout.partyId, ...parties].includes(actor.userId)) return "own_deal";
  if (payout.status !== "pending_approval") return "not_pending";
  if (payout.heldUntil !== null && payout.heldUntil > at) return "on_hold";
  return isApprovedOnce(payout) && payout.firstApprovedById === actor.userId ? "approved_once" : "none";
}

/**
 * Gas limit of a token transfer. The estimate can be 17,000 too low by the time it is mined, since the recipient's first balance costs more
 * to write than a changed one. Unused gas is not charged.
 */
export function gasLimit(estimate: bigint): bigint {
  return estimate + 30_000n;
}

/** The most that a transaction's gas can cost. The signer must hold it, plus the value, before it signs. */
export function gasCeiling(gas: bigint, fees: Fees): bigint {
  return gas * fees.maxFeePerGas;
}

/** What a unit of gas costs now: the most that is offered has room for twice the base fee, and the tip comes on top. */
export function gasPriceNow({ maxFeePerGas, maxPriorityFeePerGas }: Fees): bigint {
  return (maxFeePerGas + maxPriorityFeePerGas + 1n) / 2n;
}

/** Nodes take the place of a transaction by another one only when both of its fees are a tenth higher: an eighth, rounded up, is enough everywhere. */
const eighthMore = (fee: bigint): bigint => (fee * 9n + 7n) / 8n;
/** What a node asks for is followed, but one that lies makes a step cost no more than this many times the last. */
const MOST_TIMES = 4n;

/** Fees of the same transaction that takes the place of one that is not mined: an eighth more, or what is asked for now. */
export function bumpedFees(before: Fees, now: Fees): Fees {
  const next = (was: bigint, asked: bigint) => {
    const least = eighthMore(was);
    const most = was * MOST_TIMES;
    const wanted = asked > least ? asked : least;
    return wanted > most && most > least ? most : wanted;
  };
  const maxFeePerGas = next(before.maxFeePerGas, now.maxFeePerGas);
  const tip = next(before.maxPriorityFeePerGas, now.maxPriorityFeePerGas);
  return { maxFeePerGas, maxPriorityFeePerGas: tip < maxFeePerGas ? tip : maxFeePerGas };
}

/** The fees a sweep can afford with the gas that was sent to its address. */
export function affordableFees(fees: Fees, gas: bigint, balance: bigint): Fees {
  const cap = balance / gas;
  const maxFeePerGas = fees.maxFeePerGas < cap ? fees.maxFeePerGas : cap;
  return { maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas < maxFeePerGas ? fees.maxPriorityFeePerGas : maxFeePerGas };
}

/**
 * What a provider that takes money itself is to pay on now, of the `held` that it says it has taken in all, `asked` of which it was asked for
 * already. Null where the rest is not worth its gas: all that completes the price is, and nothing smaller than a refund that would be sent.
 */
export function nextForward({ held, asked, price, floor }: { held: bigint; asked: bigint; price: bigint; floor: bigint }): bigint | null {
  const rest = held - asked;
  if (rest <= 0n) return null;
  return rest >= floor || (asked < price && held >= price) ? rest : null;
}
