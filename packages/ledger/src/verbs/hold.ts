import type { TxCtx } from "@amanat/db";
import { type AccountKey, trancheParty } from "../internal/chart.ts";
import { journalId, type Leg } from "../internal/journal.ts";
import { post } from "./post.ts";

/** Where money on hold was taken from, and where it returns when the hold is restored. */
export type Frozen =
  | { from: "held" | "platform_fee"; amount: bigint }
  | { from: "releasable" | "refundable"; party: string; amount: bigint };

/** Money of one tranche and the cause of its move: one cause holds once and lifts once. */
export type Hold = {
  scope: string;
  /** Ordinal of the tranche; the first is 1. */
  tranche?: number;
  /** CAIP-19 id. */
  asset: string;
  /** Base units each; parts of zero are left out. */
  parts: readonly Frozen[];
  /** The uuid of the cause; the journal's id is derived from it. */
  cause: string;
};

/**
 * Puts money of a tranche on hold: to `disputed`, where no release reaches it. It takes held money, the money of unsigned payouts, and the fee
 * of a reclaimed release. Runs inside the caller's transaction, so that the hold's row and its posting commit together. The same cause again
 * is a replay.
 * Errors: INSUFFICIENT_FUNDS (less is there), LEDGER_KEY_CONFLICT (this cause held something else), VALIDATION_ERROR.
 */
export function hold(tx: TxCtx, held: Hold): Promise<"done" | "replayed"> {
  return post(tx, { id: journalId("ledger", held.cause, "hold"), legs: freezing(held) });
}

/**
 * Restores money on hold: from `disputed` to where each part was taken from. Errors: as `hold`; INSUFFICIENT_FUNDS when less is on hold.
 */
export function unhold(tx: TxCtx, held: Hold): Promise<"done" | "replayed"> {
  const legs = freezing(held).map(({ debit, credit, amount, code }): Leg => ({
    debit: credit,
    credit: debit,
    amount,
    code: code === "fee_return" ? "fee" : "dispute_lift",
  }));
  return post(tx, { id: journalId("ledger", held.cause, "unhold"), legs });
}

function freezing({ scope, tranche = 1, asset, parts }: Hold): Leg[] {
  const party = trancheParty(tranche);
  const placeOf = (part: Frozen): AccountKey => {
    if ("party" in part) return { kind: part.from, scope, party: part.party, asset };
    return part.from === "held" ? { kind: "held", scope, party, asset } : { kind: "platform_fee", asset };
  };
  return parts
    .filter(({ amount }) => amount > 0n)
    .map((part): Leg => ({
      debit: placeOf(part),
      credit: { kind: "disputed", scope, party, asset },
      amount: part.amount,
      code: part.from === "platform_fee" ? "fee_return" : "dispute_hold",
    }));
}
