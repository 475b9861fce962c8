import { DomainError } from "@amanat/contracts";
import { audit, now, type TxCtx } from "@amanat/db";
import { unhold } from "@amanat/ledger";
import { payShare } from "../internal/pay-shares.ts";
import { closeHold, handOver } from "../internal/write-escrow.ts";
import { frozenOf } from "../internal/hold-parts.ts";
import { divide, type Division } from "../internal/divide-tranche.ts";
import { type HoldPartRow, type HoldRow, lockScope, type PayoutRow, type Scope } from "../internal/rows.ts";
import { contributionsTo, liveHolds, refundAgain } from "../internal/tranche-balance.ts";

/** How a hold ends: everything as before, or all that is frozen divided, under a cause of its own. */
export type Lift = { holdId: string; by: string } & (
  | { restore: true }
  | { restore: false; cause: string; shares: Pick<Division, "release" | "feeBps"> & { refund?: bigint } }
);

/**
 * Lifts a hold, in the transaction that decides it. Restoring puts each part where it was and drafts its instruction anew, to the
 * address that counts then; where another hold covers the same tranche, the parts pass to that one and nothing is posted. Ending
 * divides all that is frozen, to the unit.
 *
 * - Who: whoever placed it. From: live. Two at once: the agreement's lock; the second gets INVALID_STATE.
 *
 * Errors: NOT_FOUND, FORBIDDEN (somebody else placed it), INVALID_STATE (not live; or dividing what another hold covers as well),
 * VALIDATION_ERROR (the shares do not come to what is frozen), VERSION_CONFLICT.
 */
export async function liftHold(tx: TxCtx, input: Lift): Promise<{ payouts: PayoutRow[] }> {
  const found = await tx.tx.hold.findFirst({
    where: { id: input.holdId, tenantId: tx.actor.tenantId },
    select: { scope: true, tranche: true },
  });
  const scope = found && (await lockScope(tx, found.scope));
  if (!scope) throw new DomainError("NOT_FOUND");
  const live = await liveHolds(tx, found);
  const row = live.find(({ id }) => id === input.holdId);
  if (!row) throw new DomainError("INVALID_STATE");
  if (row.placedBy !== input.by) throw new DomainError("FORBIDDEN");
  const other = live.find(({ id, whole }) => id !== row.id && whole);
  if (other && !input.restore) throw new DomainError("INVALID_STATE");
  const payouts = input.restore ? await restore(tx, scope, row, other ?? null) : await end(tx, scope, row, input);
  await audit(tx, {
    action: "money.lift",
    subjectKind: "escrow",
    subjectId: row.scope,
    payload: { holdId: row.id, tranche: row.tranche, by: input.by, restored: input.restore, payouts: payouts.map(({ id }) => id) },
  });
  return { payouts };
}

async function restore(tx: TxCtx, scope: Scope, row: HoldRow, other: HoldRow | null): Promise<PayoutRow[]> {
  await closeHold(tx, row, "restored", await now(tx));
  if (other) {
    await handOver(tx, row.parts, other);
    return [];
  }
  if (row.parts.length === 0) return [];
  const { scope: id, tranche, assetId } = row;
  await unhold(tx, { scope: id, tranche, asset: assetId, cause: row.id, parts: row.parts.flatMap(frozenOf) });
  const drafted: PayoutRow[] = [];
  for (const part of row.parts.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { source, partyId, movementId, amount } = part;
    if (source === "held" || partyId === null) continue;
    if (source === "refundable") await refundAgain(tx, await contributionsTo(tx, row), partyId, amount);
    const to = source === "releasable" ? "releasable" : "refundable";
    drafted.push(await payShare(tx, scope, { movementId, assetId, share: { to, party: partyId, amount }, cause: `lift:${part.id}` }));
  }
  return drafted;
}

async function end(tx: TxCtx, scope: Scope, row: HoldRow, { cause, shares }: Extract<Lift, { restore: false }>): Promise<PayoutRow[]> {
  const frozen = totalOf(row.parts);
  const refund = shares.refund ?? 0n;
  const asked = (shares.release ?? []).reduce((sum, { amount }) => sum + amount, refund);
  if (asked !== frozen) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "shares", code: "differs" }] });
  await closeHold(tx, row, "ended", await now(tx));
  return (await divide(tx, scope, { ...shares, refund, tranche: row.tranche, cause, source: "disputed" }))?.payouts ?? [];
}

function totalOf(parts: readonly HoldPartRow[]): bigint {
  return parts.reduce((sum, { amount, fee }) => sum + amount + fee, 0n);
}
