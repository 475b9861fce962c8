import {
  BrokenInvariant,
  type DifferenceView,
  differenceView,
  DomainError,
  listReconciliationsInput,
  type Page,
  parsed,
  publicId,
  type ReconciliationDetail,
  type ReconciliationView,
  reconciliationView,
  uuidOf,
} from "@amanat/contracts";
import { after, type Ctx, cutAt, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";
import type { AssetRow, ReconciliationRowRow, ReconciliationRunRow } from "../internal/rows.ts";
import { assetView } from "../internal/views.ts";

/** Runs, the newest first. Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR. */
export async function listReconciliations(ctx: Ctx, input: z.input<typeof listReconciliationsInput>): Promise<Page<ReconciliationView>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, chain } = parsed(listReconciliationsInput, input);
  const tag = tenantTag(ctx, "reconciliations", { chain });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "startedAt", "desc", "desc");
  const found = await reader(ctx).reconciliationRun.findMany({
    where: { tenantId, ...(chain === undefined ? {} : { chain }), ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ startedAt }) => startedAt);
  return { data: await runViewsOf(ctx, rows), meta };
}

/**
 * One run with what differs, the largest first: by whole units, since nothing adds or compares across assets, and of equal ones the oldest.
 * Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND.
 */
export async function getReconciliation(ctx: Ctx, input: { reconciliationId: string }): Promise<ReconciliationDetail> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const id = uuidOf("reconciliation", input.reconciliationId);
  const run = id === null ? null : await reader(ctx).reconciliationRun.findFirst({ where: { id, tenantId } });
  if (!run) throw new DomainError("NOT_FOUND");
  const rows = await reader(ctx).reconciliationRow.findMany({ where: { runId: run.id, status: { in: ["open", "resolved"] } } });
  const assets = await assetsOf(ctx, rows);
  return { run: await reconciliationViewOf(ctx, run), differences: bySize(rows, assets).map((row) => viewOf(row, assets)) };
}

export async function reconciliationViewOf(ctx: Ctx, run: ReconciliationRunRow): Promise<ReconciliationView> {
  const [view] = await runViewsOf(ctx, [run]);
  if (!view) throw new BrokenInvariant(`run ${run.id} has no view`);
  return view;
}

export async function differenceViewOf(ctx: Ctx, row: ReconciliationRowRow): Promise<DifferenceView> {
  return viewOf(row, await assetsOf(ctx, [row]));
}

function assetsOf(ctx: Ctx, rows: readonly ReconciliationRowRow[]): Promise<AssetRow[]> {
  return reader(ctx).asset.findMany({ where: { id: { in: rows.map(({ assetId }) => assetId) } } });
}

function bySize(rows: readonly ReconciliationRowRow[], assets: readonly AssetRow[]): ReconciliationRowRow[] {
  const most = Math.max(0, ...assets.map(({ decimals }) => decimals));
  const sizeOf = ({ assetId, difference }: ReconciliationRowRow): bigint => {
    const size = difference < 0n ? -difference : difference;
    return size * 10n ** BigInt(most - (assets.find(({ id }) => id === assetId)?.decimals ?? most));
  };
  const sized = rows.map((row) => ({ row, size: sizeOf(row) }));
  return sized
    .toSorted((a, b) => (a.size === b.size ? a.row.createdAt.getTime() - b.row.createdAt.getTime() : a.size < b.size ? 1 : -1))
    .map(({ row }) => row);
}

async function runViewsOf(ctx: Ctx, runs: readonly ReconciliationRunRow[]): Promise<ReconciliationView[]> {
  const db = reader(ctx);
  const where = { runId: { in: runs.map(({ id }) => id) }, status: { in: ["open", "resolved"] } };
  const [counts, names] = await Promise.all([
    db.reconciliationRow.groupBy({ by: ["runId", "status"], where, _count: { _all: true } }),
    db.asset.findMany({
      where: { chain: { in: runs.map(({ chain }) => chain) } },
      distinct: ["chain"],
      select: { chain: true, chainName: true },
    }),
  ]);
  return runs.map((run) => {
    const own = counts.filter(({ runId }) => runId === run.id);
    const open = own.filter(({ status }) => status === "open").reduce((sum, { _count }) => sum + _count._all, run.unlisted);
    const resolved = own.filter(({ status }) => status === "resolved").reduce((sum, { _count }) => sum + _count._all, 0);
    return reconciliationView.parse({
      id: publicId("reconciliation", run.id),
      chain: run.chain,
      chainName: names.find(({ chain }) => chain === run.chain)?.chainName ?? run.chain,
      status: run.status,
      startedBy: run.startedByName,
      startedAt: run.startedAt.toISOString(),
      endedAt: run.endedAt?.toISOString() ?? null,
      block: run.block,
      compared: run.compared,
      deals: run.deals,
      differences: open + resolved,
      open,
      alerted: run.alerted,
      failure: run.failure,
    });
  });
}

function viewOf(row: ReconciliationRowRow, assets: readonly AssetRow[]): DifferenceView {
  const asset = assets.find(({ id }) => id === row.assetId);
  if (!asset) throw new BrokenInvariant(`difference ${row.id} is of no asset`);
  const resolved = row.resolvedAt !== null && {
    by: row.resolvedByName ?? "",
    at: row.resolvedAt.toISOString(),
    note: row.note ?? "",
    journal: row.journal === null ? null : publicId("journal", row.journal),
    txHash: row.txHash,
  };
  return differenceView.parse({
    id: publicId("difference", row.id),
    status: row.status,
    cause: row.cause,
    address: row.address,
    dealId: row.scope === null ? null : publicId("deal", row.scope),
    asset: assetView(asset),
    block: row.block,
    books: row.books.toString(),
    chain: row.onChain.toString(),
    underWayIn: row.wayIn.toString(),
    underWayOut: row.wayOut.toString(),
    difference: row.difference.toString(),
    foundAt: row.createdAt.toISOString(),
    resolved: resolved === false ? null : resolved,
    version: row.version,
  });
}
