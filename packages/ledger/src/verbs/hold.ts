import type { TxCtx } from "@amanat/db";
import type { AccountKey } from "../chart.ts";
import { journalId, type Leg } from "../journal.ts";
import { post } from "../post.ts";

/** Part of a scope's money, and what caused its move: one cause holds once and lifts once. */
export type Hold = {
  scope: string;
  /** CAIP-19 id. */
  asset: string;
  /** Base units. */
  amount: bigint;
  /** The uuid of what caused it, a dispute's for example; the journal's id follows from it. */
  cause: string;
};

/**
 * Freezes money of a scope: held → disputed, where no release reaches it. Inside the caller's transaction, so that what
 * is said about the hold and the hold itself are one. The same cause again is a replay.
 * Errors: INSUFFICIENT_FUNDS (less is held), LEDGER_KEY_CONFLICT (this cause held something else), VALIDATION_ERROR.
 */
export function hold(tx: TxCtx, { scope, asset, amount, cause }: Hold): Promise<"done" | "replayed"> {
  const legs: Leg[] = [{ debit: held(scope, asset), credit: disputed(scope, asset), amount, code: "dispute_hold" }];
  return post(tx, { id: journalId("ledger", cause, "hold"), legs });
}

/**
 * Lets frozen money go on as before: disputed → held. Errors: as `hold`; INSUFFICIENT_FUNDS when less is frozen.
 */
export function unhold(tx: TxCtx, { scope, asset, amount, cause }: Hold): Promise<"done" | "replayed"> {
  const legs: Leg[] = [{ debit: disputed(scope, asset), credit: held(scope, asset), amount, code: "dispute_lift" }];
  return post(tx, { id: journalId("ledger", cause, "unhold"), legs });
}

const held = (scope: string, asset: string): AccountKey => ({ kind: "held", scope, asset });
const disputed = (scope: string, asset: string): AccountKey => ({ kind: "disputed", scope, asset });
