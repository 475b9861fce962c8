import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import { releaseLegs } from "../internal/books.ts";
import { draftPayout } from "../internal/draft.ts";
import { lockIntentOf } from "../internal/rows.ts";

export type ReleaseDraft = {
  scope: string;
  partyId: string;
  counterpartyId: string;
  title: string;
  assetId: string;
  amount: bigint;
  fee: bigint;
};

/**
 * Posts held → releasable (`amount`: what the seller receives) and held → platform fee (`fee`, beside it:
 * amount + fee is the price) and drafts the instruction, pending approval. Called inside the transaction
 * that completes the deal. Paid to the address of the party that
 * counts then. Errors: NOT_FOUND, VALIDATION_ERROR, INSUFFICIENT_FUNDS, LEDGER_KEY_CONFLICT.
 */
export async function draftRelease(tx: TxCtx, input: ReleaseDraft): Promise<{ payoutId: string }> {
  if (input.amount <= 0n || input.fee < 0n)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "amount", code: "too_small" }] });
  const intent = await lockIntentOf(tx, input.scope);
  if (!intent || intent.assetId !== input.assetId) throw new DomainError("NOT_FOUND");
  await post(tx, { id: journalId("payment", input.scope, "release"), legs: releaseLegs(input) });
  const { id: payoutId } = await draftPayout(tx, {
    kind: "release",
    scope: input.scope,
    intentId: intent.id,
    cause: `release:${input.scope}`,
    partyId: input.partyId,
    counterpartyId: input.counterpartyId,
    title: input.title,
    assetId: input.assetId,
    chain: intent.chain,
    amount: input.amount,
  });
  return { payoutId };
}
