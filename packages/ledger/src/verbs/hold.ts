import type { TxCtx } from "@amanat/db";
import { type AccountKey, trancheParty } from "../chart.ts";
import { journalId, type Leg } from "../journal.ts";
import { post } from "../post.ts";

/** Where frozen money was taken from, and where it goes when the hold is lifted as if it had never been. */
export type Frozen =
  | { from: "held" | "platform_fee"; amount: bigint }
  | { from: "releasable" | "refundable"; party: string; amount: bigint };

/** Money of one tranche of a scope, and what caused its move: one cause holds once and lifts once. */
export type Hold = {
  scope: string;
  /** Ordinal of the tranche; the first is 1. */
  tranche?: number;
  /** CAIP-19 id. */
  asset: string;
  /** Base units each; parts of zero are left out. */
  parts: readonly Frozen[];
  /** The uuid of what caused it, a dispute's for example; the journal's id follows from it. */
  cause: string;
};

/**
 * Freezes money of a tranche: to disputed, where no release reaches it. What is held is the usual part; what waits for an
 * payout nobody has signed is taken back, and the fee of a release that is taken back with it. Inside the caller's transaction,
 * so that what is said about the hold and the hold itself are one. The same cause again is a replay.
 * Errors: INSUFFICIENT_FUNDS (less is there), LEDGER_KEY_CONFLICT (this cause held something else), VALIDATION_ERROR.
 */
export function hold(tx: TxCtx, held: Hold): Promise<"done" | "replayed"> {
  return post(tx, { id: journalId("ledger", held.cause, "hold"), legs: freezing(held) });
}

/**
 * Lets frozen money go on as before: from disputed to where each part was taken from. Errors: as `hold`; INSUFFICIENT_FUNDS when
 * less is frozen.
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
