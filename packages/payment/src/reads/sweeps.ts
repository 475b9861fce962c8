import { BrokenInvariant, listSweepsInput, type Page, parsed, publicId, type SweepView, sweepView } from "@amanat/contracts";
import { after, type Ctx, cut, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";
import type { SweepRow } from "../internal/rows.ts";
import { assetView } from "../internal/views.ts";
import { floorsOf } from "./floors.ts";

const SHOWN = { under_way: ["planned", "gas_topup", "transfer", "failed"], settled: ["settled"] } as const;

/**
 * Sweeps with their transactions, the newest first. Guards and admins.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR.
 */
export async function listSweeps(ctx: Ctx, input: z.input<typeof listSweepsInput>): Promise<Page<SweepView>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, show } = parsed(listSweepsInput, input);
  const tag = tenantTag(ctx, "sweeps", { show });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "createdAt", "desc");
  const found = await reader(ctx).sweep.findMany({
    where: { tenantId, status: { in: [...SHOWN[show]] }, ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: await viewsOf(ctx, rows), meta };
}

async function viewsOf(ctx: Ctx, rows: readonly SweepRow[]): Promise<SweepView[]> {
  const db = reader(ctx);
  const [assets, attempts, parts, { sweeps: floors }] = await Promise.all([
    db.asset.findMany({ where: { id: { in: rows.map(({ assetId }) => assetId) } } }),
    db.txAttempt.findMany({ where: { subjectId: { in: rows.map(({ id }) => id) } }, orderBy: { createdAt: "asc" } }),
    db.intentPart.findMany({ where: { intentId: { in: rows.map(({ intentId }) => intentId) } }, select: { intentId: true, scope: true } }),
    floorsOf(ctx),
  ]);
  return rows.map((row) => {
    const asset = assets.find(({ id }) => id === row.assetId);
    if (!asset) throw new BrokenInvariant(`sweep ${row.id} is of no asset`);
    const scopes = [...new Set(parts.filter(({ intentId }) => intentId === row.intentId).map(({ scope }) => scope))];
    const [scope] = scopes;
    return sweepView.parse({
      id: publicId("sweep", row.id),
      status: row.status,
      chain: row.chain,
      address: row.address,
      asset: assetView(asset),
      amount: row.amount.toString(),
      dealId: scope !== undefined && scopes.length === 1 ? publicId("deal", scope) : null,
      wanted: row.wanted,
      commandedAt: row.commandedAt?.toISOString() ?? null,
      worth: row.amount >= (floors.find(({ asset: id }) => id === row.assetId)?.floor ?? 0n),
      failure: row.failure,
      createdAt: row.createdAt.toISOString(),
      transactions: attempts
        .filter(({ subjectId }) => subjectId === row.id)
        .map(({ step, status, txHash, createdAt }) => ({ step, status, txHash, at: createdAt.toISOString() })),
    });
  });
}
