import { audit, now, type TxCtx } from "@amanat/db";
import { floorsOf } from "../reads/floors.ts";
import { addressOf, draftPayout } from "./draft-payout.ts";
import { moveIntent, movePayout } from "./write-rows.ts";
import { type IntentRow, lockEscrow, type PayoutRow } from "./rows.ts";

export type GiveBack = {
  /** Already posted to the payer's `refundable` by the caller, in this transaction. */
  amount: bigint;
  /** The cause of the payout, if one is drafted. */
  cause: string;
  /** Draft it even below the floor: an admin asked for it. */
  always?: boolean;
  /** The admin who asked for it; left out for the system. */
  createdBy?: string;
};

/**
 * Collects what is owed back to the payer of an intent.
 *
 * - Below the floor of its asset it waits on the intent's row (`undrafted`).
 * - Above it, it is added to the payer's refund that waits for approval, or a new payout is drafted where none waits.
 *
 * Without this, anybody could make us write, approve and send one payout for each small coin they send.
 * The caller holds the intent's lock. The lock of its agreement is taken here.
 */
export async function giveBack(tx: TxCtx, intent: IntentRow, back: GiveBack): Promise<{ intent: IntentRow; payout: PayoutRow | null }> {
  const owed = intent.undrafted + back.amount;
  if (owed === 0n) return { intent, payout: null };
  await lockEscrow(tx, intent.scope);
  if (back.always !== true && owed < (await floorsOf(tx)).payout(intent.assetId))
    return { intent: await wait(tx, intent, owed), payout: null };
  const drafted = intent.undrafted === 0n ? intent : await moveIntent(tx, intent, intent.status, { undrafted: "0", undraftedSince: null });
  const payout = (back.createdBy === undefined ? await raise(tx, drafted, owed) : null) ?? (await instruct(tx, drafted, owed, back));
  return { intent: drafted, payout };
}

function instruct(tx: TxCtx, intent: IntentRow, amount: bigint, { cause, createdBy }: GiveBack): Promise<PayoutRow> {
  return draftPayout(tx, {
    ...(createdBy === undefined ? {} : { createdBy }),
    kind: "refund",
    scope: intent.scope,
    intentId: intent.id,
    cause,
    partyId: intent.payerId,
    title: intent.title,
    assetId: intent.assetId,
    chain: intent.chain,
    amount,
  });
}

async function wait(tx: TxCtx, intent: IntentRow, owed: bigint): Promise<IntentRow> {
  return moveIntent(tx, intent, intent.status, {
    undrafted: owed.toString(),
    undraftedSince: intent.undraftedSince ?? (await now(tx)),
  });
}

/**
 * Adds to the refund that waits for approval; null where none waits. Its version changes: an admin who approves the amount they saw before
 * gets VERSION_CONFLICT.
 */
async function raise(tx: TxCtx, intent: IntentRow, by: bigint): Promise<PayoutRow | null> {
  const address = await addressOf(tx, { scope: intent.scope, partyId: intent.payerId, chain: intent.chain });
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
