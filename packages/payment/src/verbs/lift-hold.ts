import { DomainError } from "@amanat/contracts";
import { audit, now, type TxCtx } from "@amanat/db";
import { unhold } from "@amanat/ledger";
import { payShare, type PersonShare } from "../internal/pay-shares.ts";
import { closeHold, handOver } from "../internal/write-escrow.ts";
import { frozenOf } from "../internal/hold-parts.ts";
import { divide, type Division } from "../internal/divide-tranche.ts";
import { type HoldPartRow, type HoldRow, lockAgreement, type PayoutRow, type Agreement } from "../internal/rows.ts";
import { contributionsTo, liveHolds, refundAgain } from "../internal/tranche-balance.ts";
import { endWaiting, waitAgain } from "../internal/waiting-releases.ts";

/** `restore: true`: everything goes back to where it was. `restore: false`: everything on hold is divided by shares, under a cause. */
export type Lift = { holdId: string; by: string } & (
  | { restore: true }
  | { restore: false; cause: string; shares: Pick<Division, "release" | "feeBps"> & { refund?: bigint } }
);

/**
 * Ends a hold, inside the caller's transaction.
 *
 * - Restoring returns each part to its account and drafts its payout again, to the current address. Releases that waited without a
 *   payout wait again. When another hold covers the whole tranche, the parts move to that hold and nothing is posted.
 * - Dividing pays out everything on hold by shares that add up to it exactly.
 * - Who: the one who placed it. From: `live`. Two at once: the agreement's lock lets one through, the other gets INVALID_STATE.
 *
 * Errors: NOT_FOUND, FORBIDDEN (placed by somebody else), INVALID_STATE (not live, or dividing while another hold covers the tranche),
 * VALIDATION_ERROR (the shares do not add up), VERSION_CONFLICT.
 */
export async function liftHold(tx: TxCtx, input: Lift): Promise<{ payouts: PayoutRow[] }> {
  const found = await tx.tx.hold.findFirst({
    where: { id: input.holdId, tenantId: tx.actor.tenantId },
    select: { scope: true, tranche: true },
  });
  const agreement = found && (await lockAgreement(tx, found.scope));
  if (!agreement) throw new DomainError("NOT_FOUND");
  const live = await liveHolds(tx, found);
  const row = live.find(({ id }) => id === input.holdId);
  if (!row) throw new DomainError("INVALID_STATE");
  if (row.placedBy !== input.by) throw new DomainError("FORBIDDEN");
  const other = live.find(({ id, whole }) => id !== row.id && whole);
  if (other && !input.restore) throw new DomainError("INVALID_STATE");
  const payouts = input.restore ? await restore(tx, agreement, row, other ?? null) : await end(tx, agreement, row, input);
  await audit(tx, {
    action: "money.lift",
    subjectKind: "escrow",
    subjectId: row.scope,
    payload: { holdId: row.id, tranche: row.tranche, by: input.by, restored: input.restore, payouts: payouts.map(({ id }) => id) },
  });
  return { payouts };
}

async function restore(tx: TxCtx, agreement: Agreement, row: HoldRow, other: HoldRow | null): Promise<PayoutRow[]> {
  await closeHold(tx, row, "restored", await now(tx));
  if (other) {
    await handOver(tx, row.parts, other);
    return [];
  }
  if (row.parts.length === 0) return [];
  const { scope: id, tranche, assetId } = row;
  await unhold(tx, { scope: id, tranche, asset: assetId, cause: row.id, parts: row.parts.flatMap(frozenOf) });
  await waitAgain(tx, row);
  const drafted: PayoutRow[] = [];
  for (const { movementId, share, cause } of await toPayAgain(tx, row))
    drafted.push(await payShare(tx, agreement, { movementId, assetId, share, cause }));
  return drafted;
}

type Again = { movementId: string; share: PersonShare; cause: string };

/** One payout for each that the hold had cancelled. Releases that waited without one wait again. */
async function toPayAgain(tx: TxCtx, row: HoldRow): Promise<Again[]> {
  const again = new Map<string, Again>();
  for (const part of row.parts.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { source, partyId: party, movementId: own, amount } = part;
    if (source === "held" || party === null || own === null) continue;
    const to = source === "releasable" ? "releasable" : "refundable";
    if (to === "refundable") await refundAgain(tx, await contributionsTo(tx, row), party, amount);
    const movementId = to === "releasable" ? (await tx.tx.movement.findUniqueOrThrow({ where: { id: own } })).paidWith : own;
    if (movementId === null) continue;
    const key = `${to} ${party} ${movementId}`;
    const { share, cause } = again.get(key) ?? { share: { amount: 0n }, cause: `lift:${part.id}` };
    again.set(key, { movementId, cause, share: { to, party, amount: share.amount + amount } });
  }
  return [...again.values()];
}

async function end(
  tx: TxCtx,
  agreement: Agreement,
  row: HoldRow,
  { cause, shares }: Extract<Lift, { restore: false }>,
): Promise<PayoutRow[]> {
  const frozen = totalOf(row.parts);
  const refund = shares.refund ?? 0n;
  const shared = (shares.release ?? []).reduce((sum, { amount }) => sum + amount, refund);
  if (shared !== frozen) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "shares", code: "differs" }] });
  await closeHold(tx, row, "ended", await now(tx));
  await endWaiting(tx, row);
  const division = { ...shares, refund, tranche: row.tranche, cause, source: "disputed", payout: "now" } as const;
  return (await divide(tx, agreement, division))?.payouts ?? [];
}

function totalOf(parts: readonly HoldPartRow[]): bigint {
  return parts.reduce((sum, { amount, fee }) => sum + amount + fee, 0n);
}
