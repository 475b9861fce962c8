import { DomainError, type TransferCode } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import { type AccountKey, trancheParty } from "../internal/chart.ts";
import { type Journal, journalId, type Leg } from "../internal/journal.ts";
import { post, postLast } from "./post.ts";

/** Who gets how much of a scope's money. */
export type Share =
  | { to: "releasable" | "refundable"; party: string; amount: bigint }
  | { to: "platform_fee" | "provider_fee"; amount: bigint };

export type Split = {
  scope: string;
  /** Ordinal of the tranche it comes from; the first is 1. */
  tranche?: number;
  /** CAIP-19 id. */
  asset: string;
  /** Where it is: held, or on hold and now divided. */
  from: "held" | "disputed";
  /** Base units; the shares must add up to exactly this. */
  whole: bigint;
  shares: readonly Share[];
  /** The uuid of the cause; the journal's id is derived from it. */
  cause: string;
};

const CODES: Readonly<Record<Share["to"], TransferCode>> = {
  releasable: "release",
  refundable: "refund",
  platform_fee: "fee",
  provider_fee: "fee",
};

/**
 * Divides money of a tranche among people and fees, all of it or nothing. Shares of zero are left out. Runs inside the caller's transaction.
 * The same cause again is a replay.
 * Errors: VALIDATION_ERROR (the shares do not add up, or one is negative), INSUFFICIENT_FUNDS (less is there), LEDGER_KEY_CONFLICT (this cause
 * was divided otherwise).
 */
export function split(tx: TxCtx, parts: Split): Promise<"done" | "replayed"> {
  return post(tx, journalOf(parts));
}

/** As `split`, with the end of the transaction (`postLast`). */
export function splitLast(tx: TxCtx, parts: Split): void {
  postLast(tx, journalOf(parts));
}

function journalOf({ scope, tranche = 1, asset, from, whole, shares, cause }: Split): Journal {
  const sum = shares.reduce((total, { amount }) => total + amount, 0n);
  if (sum !== whole || shares.some(({ amount }) => amount < 0n))
    throw new DomainError("VALIDATION_ERROR", "The shares of a split come to the whole, and none is negative");
  const debit: AccountKey = { kind: from, scope, party: trancheParty(tranche), asset };
  const legs = shares
    .filter(({ amount }) => amount > 0n)
    .map((share): Leg => ({ debit, credit: accountOf(share, scope, asset), amount: share.amount, code: CODES[share.to] }));
  return { id: journalId("ledger", cause, "split"), legs };
}

function accountOf(share: Share, scope: string, asset: string): AccountKey {
  return "party" in share ? { kind: share.to, scope, party: share.party, asset } : { kind: share.to, asset };
}

/**
 * Divides an amount by weights: every portion is rounded down, and the remaining units go to the largest portions first, equals in the given
 * order. The portions always add up to the amount. Errors: VALIDATION_ERROR (no weight above zero, or a negative one).
 */
export function portions(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n))
    throw new DomainError("VALIDATION_ERROR", "Weights are zero or more, and not all of them zero");
  const parts = weights.map((weight) => (whole * weight) / total);
  const given = parts.reduce((sum, part) => sum + part, 0n);
  const over = whole - given;
  const largest = weights
    .map((weight, index) => ({ weight, index }))
    .toSorted((a, b) => (a.weight === b.weight ? a.index - b.index : a.weight > b.weight ? -1 : 1));
  const lucky = new Set(largest.filter((_, rank) => BigInt(rank) < over).map(({ index }) => index));
  return parts.map((part, index) => (lucky.has(index) ? part + 1n : part));
}
