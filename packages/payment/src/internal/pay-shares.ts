import { chainOf } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import type { Share } from "@amanat/ledger";
import * as z from "zod";
import { draftPayout } from "./draft-payout.ts";
import { moveIntent } from "./write-rows.ts";
import type { MovementRow, PayoutRow, Agreement } from "./rows.ts";

/** A share that is paid to a person. */
export type PersonShare = Extract<Share, { party: string }>;

const storedShares = z.array(z.object({ to: z.enum(["releasable", "refundable"]), party: z.uuid(), amount: z.string() }));

/** The shares of a movement as stored. */
export function sharesOf(movement: MovementRow): PersonShare[] {
  return storedShares.parse(movement.shares).map(({ to, party, amount }) => ({ to, party, amount: BigInt(amount) }));
}

/** One share for each person and account, in the given order. */
export function together(shares: readonly PersonShare[]): PersonShare[] {
  const sums = new Map<string, PersonShare>();
  for (const { to, party, amount } of shares) {
    const key = `${to} ${party}`;
    sums.set(key, { to, party, amount: amount + (sums.get(key)?.amount ?? 0n) });
  }
  return [...sums.values()];
}

/**
 * Drafts one payout for each person a movement pays. A refund also takes what waited below the floor for the same payer.
 * The caller holds the agreement's lock and has posted the movement. `isNew`: in this transaction. Errors: INVALID_STATE (a person has named no address).
 */
export async function payShares(
  tx: TxCtx,
  agreement: Agreement,
  movement: MovementRow,
  shares: readonly PersonShare[],
  { isNew = false }: { isNew?: boolean } = {},
): Promise<PayoutRow[]> {
  const drafted: PayoutRow[] = [];
  for (const share of shares) {
    const { id: movementId, assetId } = movement;
    drafted.push(await payShare(tx, agreement, { movementId, assetId, share, cause: `move:${movementId}`, isNew }));
  }
  return drafted;
}

type Paid = { movementId: string | null; assetId: string; share: PersonShare; cause: string; isNew?: boolean };

/** As `payShares`, for one share and with the caller's cause. */
export async function payShare(
  tx: TxCtx,
  agreement: Agreement,
  { movementId, assetId, share, cause, isNew = false }: Paid,
): Promise<PayoutRow> {
  const kind = share.to === "releasable" ? "release" : "refund";
  const waiting = kind === "refund" ? await takeWaitingRefund(tx, agreement, assetId, share.party) : 0n;
  return draftPayout(tx, {
    kind,
    scope: agreement.escrow.scope,
    intentId: null,
    movementId,
    cause: `${cause}:${kind}:${share.party}`,
    isNew,
    partyId: share.party,
    title: agreement.escrow.title,
    assetId,
    chain: chainOf(assetId),
    amount: share.amount + waiting,
  });
}

async function takeWaitingRefund(tx: TxCtx, agreement: Agreement, assetId: string, payerId: string): Promise<bigint> {
  let waiting = 0n;
  for (const [index, intent] of agreement.intents.entries()) {
    if (intent.payerId !== payerId || intent.assetId !== assetId || intent.scope !== agreement.escrow.scope || intent.undrafted === 0n)
      continue;
    waiting += intent.undrafted;
    agreement.intents[index] = await moveIntent(tx, intent, intent.status, { undrafted: "0", undraftedSince: null });
  }
  return waiting;
}
