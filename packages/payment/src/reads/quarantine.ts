import {
  BrokenInvariant,
  DomainError,
  listQuarantineInput,
  type Page,
  parsed,
  publicId,
  type QuarantineView,
  quarantineView,
  uuidOf,
} from "@amanat/contracts";
import { after, type Ctx, cut, now, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";
import type { QuarantineRow } from "../internal/rows.ts";
import { assetView } from "../internal/views.ts";

/**
 * Money from listed addresses, oldest first. Guards and admins.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR.
 */
export async function listQuarantine(ctx: Ctx, input: z.input<typeof listQuarantineInput>): Promise<Page<QuarantineView>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, status } = parsed(listQuarantineInput, input);
  const tag = tenantTag(ctx, "quarantine", { status });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "createdAt", "asc");
  const found = await reader(ctx).quarantine.findMany({
    where: { tenantId, ...(status === undefined ? {} : { status }), ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: await viewsOf(ctx, rows), meta };
}

/** One of them. Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function getQuarantine(ctx: Ctx, input: { quarantineId: string }): Promise<QuarantineView> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const id = uuidOf("quarantine", input.quarantineId);
  const row = id === null ? null : await reader(ctx).quarantine.findFirst({ where: { id, tenantId } });
  if (!row) throw new DomainError("NOT_FOUND");
  return quarantineViewOf(ctx, row);
}

export async function quarantineViewOf(ctx: Ctx, row: QuarantineRow): Promise<QuarantineView> {
  const [view] = await viewsOf(ctx, [row]);
  if (!view) throw new BrokenInvariant(`money ${row.id} has no view`);
  return view;
}

async function viewsOf(ctx: Ctx, rows: readonly QuarantineRow[]): Promise<QuarantineView[]> {
  const db = reader(ctx);
  const assets = await db.asset.findMany({ where: { id: { in: rows.map(({ assetId }) => assetId) } } });
  const intents = await db.paymentIntent.findMany({
    where: { id: { in: rows.flatMap(({ intentId }) => intentId ?? []) } },
    select: { id: true, scope: true },
  });
  const at = await now(ctx);
  return rows.map((row) => {
    const asset = assets.find(({ id }) => id === row.assetId);
    const intent = intents.find(({ id }) => id === row.intentId);
    if (!asset) throw new BrokenInvariant(`money ${row.id} is of no asset`);
    return quarantineView.parse({
      id: publicId("quarantine", row.id),
      status: row.status,
      asset: assetView(asset),
      amount: row.amount.toString(),
      sender: row.sender,
      listed: row.listed,
      provider: row.provider,
      edition: row.edition,
      address: row.address,
      txHash: row.txHash,
      block: row.block,
      dealId: intent === undefined ? null : publicId("deal", intent.scope),
      priced: intent !== undefined && row.reason === null,
      arrivedAt: row.createdAt.toISOString(),
      decideBy: row.decideBy.toISOString(),
      overdue: row.status === "frozen" && row.decideBy <= at,
      decided:
        row.decidedAt === null ? null : { by: row.decidedByName ?? "", reason: row.decidedReason ?? "", at: row.decidedAt.toISOString() },
      unmatchedId: row.unmatchedId === null ? null : publicId("unmatched", row.unmatchedId),
      version: row.version,
    });
  });
}
