import {
  BrokenInvariant,
  DomainError,
  listUnmatchedInput,
  listWaitingInput,
  type Page,
  parsed,
  publicId,
  type UnmatchedView,
  unmatchedView,
  uuidOf,
  type WaitingView,
  waitingView,
} from "@amanat/contracts";
import { after, type Ctx, cut, cutAt, now, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";
import { addressOf } from "../internal/draft-payout.ts";
import type { UnmatchedRow } from "../internal/rows.ts";
import { assetView } from "../internal/views.ts";
import { floorsOf, patienceMs } from "./floors.ts";

const STAFF = ["guard", "resolver", "admin"] as const;

/**
 * Deposits that match no price, oldest first. Staff only.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR.
 */
export async function listUnmatched(ctx: Ctx, input: z.input<typeof listUnmatchedInput>): Promise<Page<UnmatchedView>> {
  const { tenantId } = requireRole(ctx.actor, ...STAFF);
  const { cursor, limit, status } = parsed(listUnmatchedInput, input);
  const tag = tenantTag(ctx, "unmatched", { status });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "createdAt", "asc");
  const found = await reader(ctx).unmatchedDeposit.findMany({
    where: { tenantId, ...(status === undefined ? {} : { status }), ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: rows.map(await viewer(ctx, rows)), meta };
}

/** One unmatched deposit. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function getUnmatched(ctx: Ctx, input: { unmatchedId: string }): Promise<UnmatchedView> {
  const { tenantId } = requireRole(ctx.actor, ...STAFF);
  const id = uuidOf("unmatched", input.unmatchedId);
  const row = id === null ? null : await reader(ctx).unmatchedDeposit.findFirst({ where: { id, tenantId } });
  if (!row) throw new DomainError("NOT_FOUND");
  return (await viewer(ctx, [row]))(row);
}

async function viewer(ctx: Ctx, rows: readonly UnmatchedRow[]): Promise<(row: UnmatchedRow) => UnmatchedView> {
  const db = reader(ctx);
  const assets = await db.asset.findMany({ where: { id: { in: rows.map(({ assetId }) => assetId) } } });
  const intents = await db.paymentIntent.findMany({
    where: { id: { in: rows.flatMap(({ intentId }) => intentId ?? []) } },
    select: { id: true, scope: true },
  });
  const claims = await db.depositClaim.groupBy({
    by: ["unmatchedId"],
    where: { unmatchedId: { in: rows.map(({ id }) => id) }, status: "proved" },
    _count: true,
  });
  const patience = await patienceMs(ctx);
  const at = await now(ctx);
  return (row) => {
    const asset = assets.find(({ id }) => id === row.assetId);
    const intent = intents.find(({ id }) => id === row.intentId);
    if (!asset) throw new BrokenInvariant(`unmatched deposit ${row.id} has no asset`);
    return unmatchedView.parse({
      id: publicId("unmatched", row.id),
      status: row.status,
      reason: row.reason,
      asset: assetView(asset),
      amount: row.amount.toString(),
      address: row.address,
      sender: row.sender,
      txHash: row.txHash,
      block: row.block,
      dealId: intent === undefined ? null : publicId("deal", intent.scope),
      payoutId: row.payoutId === null ? null : publicId("payout", row.payoutId),
      claims: claims.find(({ unmatchedId }) => unmatchedId === row.id)?._count ?? 0,
      arrivedAt: row.createdAt.toISOString(),
      ...dueAfter(row.createdAt, patience, at),
      version: row.version,
    });
  };
}

function dueAfter(since: Date, patience: number, at: Date): { dueAt: string; overdue: boolean } {
  const due = new Date(since.getTime() + patience);
  return { dueAt: due.toISOString(), overdue: due <= at };
}

/**
 * Refunds that are not drafted yet because they are worth less than their gas, oldest first. Staff only.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR.
 */
export async function listWaiting(ctx: Ctx, input: z.input<typeof listWaitingInput>): Promise<Page<WaitingView>> {
  const { tenantId } = requireRole(ctx.actor, ...STAFF);
  const { cursor, limit } = parsed(listWaitingInput, input);
  const tag = tenantTag(ctx, "waiting");
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "undraftedSince", "asc");
  const db = reader(ctx);
  const found = await db.paymentIntent.findMany({
    where: { tenantId, undraftedSince: { not: null }, ...where },
    orderBy,
    take: limit + 1,
  });
  const sinceOf = (row: (typeof found)[number]): Date => row.undraftedSince ?? row.createdAt;
  const { rows, meta } = cutAt(ctx, tag, found, limit, sinceOf);
  const assets = await db.asset.findMany({ where: { id: { in: rows.map(({ assetId }) => assetId) } } });
  const floors = await floorsOf(ctx);
  const places = new Map<string, string>();
  for (const { id, scope, payerId: partyId, chain } of rows) places.set(id, await addressOf(ctx, { scope, partyId, chain }));
  const patience = await patienceMs(ctx);
  const at = await now(ctx);
  const data = rows.map((row) => {
    const asset = assets.find(({ id }) => id === row.assetId);
    if (!asset) throw new BrokenInvariant(`intent ${row.id} has no asset`);
    return waitingView.parse({
      intentId: publicId("intent", row.id),
      dealId: publicId("deal", row.scope),
      dealTitle: row.title,
      asset: assetView(asset),
      amount: row.undrafted.toString(),
      floor: floors.payout(row.assetId).toString(),
      destination: places.get(row.id),
      since: sinceOf(row).toISOString(),
      ...dueAfter(sinceOf(row), patience, at),
    });
  });
  return { data, meta };
}
