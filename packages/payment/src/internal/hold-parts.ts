/** The parts of a hold: where each came from, and money that arrives or returns while the whole tranche is on hold. */
import { BrokenInvariant } from "@amanat/contracts";
import { derivedId, type TxCtx } from "@amanat/db";
import { type Frozen, hold as freeze } from "@amanat/ledger";
import { insertHoldPart } from "./write-escrow.ts";
import { moveIntent } from "./write-rows.ts";
import { sharesOf } from "./pay-shares.ts";
import type { HoldPartRow, HoldRow, MovementRow, PartRow, PayoutRow, Agreement } from "./rows.ts";
import { contributionsTo, liveHolds, takeBackRefund } from "./tranche-balance.ts";
import { releasesOf, stopWaiting } from "./waiting-releases.ts";

/** The ledger's movement for a part. */
export function frozenOf(part: HoldPartRow): Frozen[] {
  const { source, partyId, amount, fee } = part;
  if (source === "held" || partyId === null) return [{ from: "held", amount }];
  return source === "releasable"
    ? [
        { from: "releasable", party: partyId, amount },
        { from: "platform_fee", amount: fee },
      ]
    : [{ from: "refundable", party: partyId, amount }];
}

/**
 * Turns a cancelled or failed payout's shares into parts of the hold: one for each movement that it pays. The caller posts them.
 */
export async function insertReclaimed(tx: TxCtx, agreement: Agreement, row: HoldRow, payout: PayoutRow): Promise<HoldPartRow[]> {
  const { movementId, partyId, kind } = payout;
  if (movementId === null || partyId === null) throw new BrokenInvariant(`payout ${payout.id} pays no share of a movement`);
  const source = kind === "release" ? "releasable" : "refundable";
  const paid = await tx.tx.movement.findMany({
    where: source === "releasable" ? { paidWith: movementId } : { id: movementId },
    orderBy: { id: "asc" },
  });
  const parts: HoldPartRow[] = [];
  for (const movement of paid)
    for (const { to, party, amount } of sharesOf(movement))
      if (to === source && party === partyId)
        parts.push(
          await insertTaken(tx, row, movement, { id: derivedId(["hold part", row.id, payout.id, movement.id]), source, partyId, amount }),
        );
  const sum = parts.reduce((sofar, { amount }) => sofar + amount, 0n);
  if (payout.amount > sum) await putBackToWaiting(tx, agreement, payout, payout.amount - sum);
  if (source === "refundable") await takeBackRefund(tx, await contributionsTo(tx, row), partyId, sum);
  return parts;
}

/** Turns all releases of the tranche that wait without a payout into parts of the hold. The caller posts them. */
export async function insertWaiting(tx: TxCtx, row: HoldRow): Promise<HoldPartRow[]> {
  const parts: HoldPartRow[] = [];
  for (const movement of await stopWaiting(tx, row))
    for (const { party: partyId, amount } of releasesOf(movement)) {
      const id = derivedId(["hold part", row.id, movement.id, partyId]);
      parts.push(await insertTaken(tx, row, movement, { id, source: "releasable", partyId, amount }));
    }
  return parts;
}

type Taken = { id: string; source: "releasable" | "refundable"; partyId: string; amount: bigint };

/** A share of a movement that a hold takes, with its fee. */
async function insertTaken(tx: TxCtx, row: HoldRow, movement: MovementRow, { amount, ...taken }: Taken): Promise<HoldPartRow> {
  // Each share takes its portion of the fee, rounded down; the last share takes the rest of the fee.
  const released = releasesOf(movement).reduce((sum, share) => sum + share.amount, 0n);
  const fee = taken.source === "releasable" ? await feeOfShare(tx, movement, { share: amount, released }) : 0n;
  return insertHoldPart(tx, { ...taken, holdId: row.id, movementId: movement.id, amount: amount.toString(), fee: fee.toString() });
}

async function feeOfShare(
  tx: TxCtx,
  movement: { id: string; assetId: string; fee: bigint },
  { share, released }: { share: bigint; released: bigint },
): Promise<bigint> {
  const [row] = await tx.tx.$queryRaw<{ fee: string; amount: string }[]>`
    SELECT coalesce(sum(p."fee"), 0)::text AS fee, coalesce(sum(p."amount"), 0)::text AS amount
    FROM "HoldPart" p JOIN "Hold" h ON h."id" = p."holdId"
    WHERE p."movementId" = ${movement.id}::uuid AND h."assetId" = ${movement.assetId} AND p."source" = 'releasable' AND h."status" <> 'restored'`;
  const [feeBack, amountBack] = [BigInt(row?.fee ?? "0"), BigInt(row?.amount ?? "0")];
  const rest = released - amountBack;
  return rest === share ? movement.fee - feeBack : rest === 0n ? 0n : ((movement.fee - feeBack) * share) / rest;
}

/** A payout can carry more than its share: a refund that had waited below the floor. That amount waits again. */
async function putBackToWaiting(tx: TxCtx, agreement: Agreement, payout: PayoutRow, extra: bigint): Promise<void> {
  const index = agreement.intents.findIndex(
    ({ payerId, assetId, scope: home }) => payerId === payout.partyId && assetId === payout.assetId && home === payout.scope,
  );
  const intent = agreement.intents[index];
  if (!intent) throw new BrokenInvariant(`payout ${payout.id} pays back more than its share, and no intent of its payer is there`);
  agreement.intents[index] = await moveIntent(tx, intent, intent.status, {
    undrafted: (intent.undrafted + extra).toString(),
    undraftedSince: intent.undraftedSince ?? payout.createdAt,
  });
}

/** Puts newly allocated money on hold when its whole tranche is. `holds`: the tranche's live ones. The caller holds the agreement's lock. */
export async function holdArrived(
  tx: TxCtx,
  { scope, tranche, amount }: PartRow,
  { assetId, transferId, holds }: { assetId: string; transferId: string; holds: readonly HoldRow[] },
): Promise<void> {
  const row = holds.find(({ whole }) => whole);
  if (!row) return;
  const id = derivedId(["hold part", row.id, transferId, String(tranche)]);
  const part = await insertHoldPart(tx, { id, holdId: row.id, source: "held", amount: amount.toString() });
  await freeze(tx, { scope, tranche, asset: assetId, cause: id, parts: frozenOf(part) });
}

/** Puts the returned money of a failed payout on hold when its whole tranche is. Returns false when it is not. */
export async function holdReturned(tx: TxCtx, agreement: Agreement, payout: PayoutRow): Promise<boolean> {
  const movement = payout.movementId === null ? null : await tx.tx.movement.findUnique({ where: { id: payout.movementId } });
  const row = movement && (await liveHolds(tx, movement)).find(({ whole }) => whole);
  if (!row) return false;
  for (const part of await insertReclaimed(tx, agreement, row, payout))
    await freeze(tx, { scope: row.scope, tranche: row.tranche, asset: row.assetId, cause: part.id, parts: frozenOf(part) });
  return true;
}
