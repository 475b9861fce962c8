import { audit, now, type TxCtx } from "@amanat/db";
import { floorsOf } from "../reads/floors.ts";
import { addressOf, draftRefundTo } from "./draft.ts";
import { moveIntent, movePayout } from "./move.ts";
import { type IntentRow, lockEscrow, type PayoutRow } from "./rows.ts";

export type GiveBack = {
  /** Posted to the payer's refundable by the caller, in this transaction. */
  amount: bigint;
  /** What caused it: the name of the instruction, should one be drafted. */
  cause: string;
  /** Drafted whatever it is worth: an operator's word. */
  always?: boolean;
  /** Who drafts it, where it is not the system. */
  createdBy?: string;
};

/**
 * What is owed back to the payer of an intent is collected: it waits on the intent's row while it is not worth sending, joins
 * the instruction that waits for approval once it is, and becomes an instruction of its own where none waits. Nobody makes us
 * write, approve or send one instruction for each coin they drop. The caller holds the intent's lock, and
 * takes its agreement's here.
 */
export async function giveBack(tx: TxCtx, intent: IntentRow, back: GiveBack): Promise<{ intent: IntentRow; payout: PayoutRow | null }> {
  const owed = intent.undrafted + back.amount;
  if (owed === 0n) return { intent, payout: null };
  await lockEscrow(tx, intent.scope);
  if (back.always !== true && owed < (await floorsOf(tx)).payout(intent.assetId))
    return { intent: await wait(tx, intent, owed), payout: null };
  const drafted = intent.undrafted === 0n ? intent : await moveIntent(tx, intent, intent.status, { undrafted: "0", undraftedSince: null });
  const payout = (back.createdBy === undefined ? await raise(tx, drafted, owed) : null) ?? (await draftRefundTo(tx, drafted, owed, back));
  return { intent: drafted, payout };
}

async function wait(tx: TxCtx, intent: IntentRow, owed: bigint): Promise<IntentRow> {
  return moveIntent(tx, intent, intent.status, {
    undrafted: owed.toString(),
    undraftedSince: intent.undraftedSince ?? (await now(tx)),
  });
}

/** Adds to the refund that waits for approval. Whoever looks at it is told that it changed: version and amount are theirs to repeat. */
async function raise(tx: TxCtx, intent: IntentRow, by: bigint): Promise<PayoutRow | null> {
  const address = await addressOf(tx, { scope: intent.scope, partyId: intent.payerId });
  const [row] = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Payout"
    WHERE "scope" = ${intent.scope}::uuid AND "partyId" = ${intent.payerId}::uuid AND "assetId" = ${intent.assetId}
      AND "kind"::text = 'refund' AND "status"::text = 'pending_approval'
      AND "createdBy" = 'system' AND "unmatchedId" IS NULL AND "destination" = ${address}
    ORDER BY "createdAt", "id" LIMIT 1 FOR UPDATE`;
  if (!row) return null;
  const waiting = await tx.tx.payout.findUniqueOrThrow({ where: { id: row.id } });
  const raised = await movePayout(tx, waiting, "pending_approval", { amount: (waiting.amount + by).toString() });
  await audit(tx, {
    action: "payout.raise",
    subjectKind: "payout",
    subjectId: raised.id,
    payload: { by: by.toString(), amount: raised.amount.toString() },
  });
  return raised;
}
