/** The parts of a hold: what each was, and money that comes or comes back into a tranche that is wholly on hold. */
import { derivedId, type TxCtx } from "@amanat/db";
import { type Frozen, hold as freeze } from "@amanat/ledger";
import { insertHoldPart } from "./write-escrow.ts";
import { moveIntent } from "./write-rows.ts";
import { sharesOf } from "./divide-tranche.ts";
import type { HoldPartRow, HoldRow, PartRow, PayoutRow, Scope } from "./rows.ts";
import { contributionsTo, liveHolds, takeBackRefund } from "./tranche-balance.ts";

/** What the ledger moves for a part. */
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

/** Turns the share of an instruction that has ended into a part of the hold. The caller posts it. */
export async function insertTaken(tx: TxCtx, scope: Scope, row: HoldRow, payout: PayoutRow): Promise<HoldPartRow[]> {
  const { movementId, partyId, kind } = payout;
  const movement = movementId === null ? null : await tx.tx.movement.findUnique({ where: { id: movementId } });
  if (movement === null || partyId === null) throw new Error(`payout ${payout.id} pays no share of a movement`);
  const source = kind === "release" ? "releasable" : "refundable";
  const shares = sharesOf(movement);
  const share = shares.find(({ to, party }) => to === source && party === partyId)?.amount ?? 0n;
  if (payout.amount > share) await waitOn(tx, scope, payout, payout.amount - share);
  if (source === "refundable") await takeBackRefund(tx, await contributionsTo(tx, row), partyId, share);
  // Each share takes its portion of the fee along, rounded down; the last one that is taken back takes what is left of it.
  const released = shares.filter(({ to }) => to === "releasable").reduce((sum, { amount }) => sum + amount, 0n);
  const fee = source === "releasable" ? await feeOfShare(tx, movement, { share, released }) : 0n;
  return [
    await insertHoldPart(tx, {
      id: derivedId(["hold part", row.id, payout.id]),
      holdId: row.id,
      source,
      partyId,
      movementId: movement.id,
      amount: share.toString(),
      fee: fee.toString(),
    }),
  ];
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

/** A refund may carry more than its share of the movement: money that had waited below the floor. That part goes back to waiting. */
async function waitOn(tx: TxCtx, scope: Scope, payout: PayoutRow, extra: bigint): Promise<void> {
  const index = scope.intents.findIndex(
    ({ payerId, assetId, scope: home }) => payerId === payout.partyId && assetId === payout.assetId && home === payout.scope,
  );
  const intent = scope.intents[index];
  if (!intent) throw new Error(`payout ${payout.id} pays back more than its share, and no intent of its payer is there`);
  scope.intents[index] = await moveIntent(tx, intent, intent.status, {
    undrafted: (intent.undrafted + extra).toString(),
    undraftedSince: intent.undraftedSince ?? payout.createdAt,
  });
}

/** Money that has just been allocated: in a tranche that is wholly on hold it becomes a part of the hold. The caller holds the scope's lock. */
export async function holdArrived(
  tx: TxCtx,
  { scope, tranche, amount }: PartRow,
  { assetId, transferId }: { assetId: string; transferId: string },
): Promise<void> {
  const row = (await liveHolds(tx, { scope, tranche })).find(({ whole }) => whole);
  if (!row) return;
  const id = derivedId(["hold part", row.id, transferId, String(tranche)]);
  const part = await insertHoldPart(tx, { id, holdId: row.id, source: "held", amount: amount.toString() });
  await freeze(tx, { scope, tranche, asset: assetId, cause: id, parts: frozenOf(part) });
}

/** Makes the money of a failed instruction, already posted back, a part of the hold over its tranche. False where there is no such hold. */
export async function holdReturned(tx: TxCtx, scope: Scope, payout: PayoutRow): Promise<boolean> {
  const movement = payout.movementId === null ? null : await tx.tx.movement.findUnique({ where: { id: payout.movementId } });
  const row = movement && (await liveHolds(tx, movement)).find(({ whole }) => whole);
  if (!row) return false;
  for (const part of await insertTaken(tx, scope, row, payout))
    await freeze(tx, { scope: row.scope, tranche: row.tranche, asset: row.assetId, cause: part.id, parts: frozenOf(part) });
  return true;
}
