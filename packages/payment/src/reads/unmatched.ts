import {
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
import { type Ctx, decodeCursor, encodeCursor, now, reader, requireRole } from "@amanat/db";
import * as z from "zod";
import { addressOf } from "../internal/draft-payout.ts";
import type { UnmatchedRow } from "../internal/rows.ts";
import { assetView } from "../internal/views.ts";
import { floorsOf, patienceMs } from "./floors.ts";

const STAFF = ["guard", "resolver", "admin"] as const;
const place = z.tuple([z.iso.datetime(), z.uuid()]);
type Place = z.infer<typeof place>;

function placeIn(ctx: Ctx, tag: string, cursor: string | undefined): Place | null {
  const after = cursor === undefined ? null : place.safeParse(decodeCursor(ctx.db.cursorSecret, tag, cursor));
  if (after !== null && !after.success) throw new DomainError("INVALID_CURSOR");
  return after?.data ?? null;
}

function pageOf<Row, View>(
  ctx: Ctx,
  tag: string,
  limit: number,
  rows: readonly Row[],
  placeOf: (row: Row) => Place,
  view: (row: Row) => View,
): Page<View> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  const nextCursor = hasMore && last ? encodeCursor(ctx.db.cursorSecret, tag, placeOf(last)) : null;
  return { data: page.map(view), meta: { nextCursor, hasMore } };
}

/**
 * What arrived at addresses of ours and fits no price, oldest first: whoever waits longest is on top. Staff only.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR.
 */
export async function listUnmatched(ctx: Ctx, input: z.input<typeof listUnmatchedInput>): Promise<Page<UnmatchedView>> {
  const { tenantId } = requireRole(ctx.actor, ...STAFF);
  const { cursor, limit, status } = parsed(listUnmatchedInput, input);
  const tag = `payment.listUnmatched:${tenantId}:${status ?? "all"}`;
  const after = placeIn(ctx, tag, cursor);
  const rows = await reader(ctx).unmatchedDeposit.findMany({
    where: {
      tenantId,
      ...(status === undefined ? {} : { status }),
      ...(after === null
        ? {}
        : { OR: [{ createdAt: { gt: new Date(after[0]) } }, { createdAt: new Date(after[0]), id: { gt: after[1] } }] }),
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
  const view = await viewer(ctx, rows);
  return pageOf(ctx, tag, limit, rows, ({ createdAt, id }) => [createdAt.toISOString(), id], view);
}

/** One of them. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
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
  const patience = await patienceMs(ctx);
  const at = await now(ctx);
  return (row) => {
    const asset = assets.find(({ id }) => id === row.assetId);
    const intent = intents.find(({ id }) => id === row.intentId);
    if (!asset) throw new Error(`unmatched deposit ${row.id} has no asset`);
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
 * What is owed back to payers and waits because it is worth less than sending it, oldest first. Staff only.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR.
 */
export async function listWaiting(ctx: Ctx, input: z.input<typeof listWaitingInput>): Promise<Page<WaitingView>> {
  const { tenantId } = requireRole(ctx.actor, ...STAFF);
  const { cursor, limit } = parsed(listWaitingInput, input);
  const tag = `payment.listWaiting:${tenantId}`;
  const after = placeIn(ctx, tag, cursor);
  const db = reader(ctx);
  const rows = await db.paymentIntent.findMany({
    where: {
      tenantId,
      undraftedSince: { not: null },
      ...(after === null
        ? {}
        : { OR: [{ undraftedSince: { gt: new Date(after[0]) } }, { undraftedSince: new Date(after[0]), id: { gt: after[1] } }] }),
    },
    orderBy: [{ undraftedSince: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
  const assets = await db.asset.findMany({ where: { id: { in: rows.map(({ assetId }) => assetId) } } });
  const floors = await floorsOf(ctx);
  const places = new Map<string, string>();
  for (const { id, scope, payerId: partyId } of rows) places.set(id, await addressOf(ctx, { scope, partyId }));
  const patience = await patienceMs(ctx);
  const at = await now(ctx);
  const sinceOf = (row: (typeof rows)[number]): Date => row.undraftedSince ?? row.createdAt;
  return pageOf(
    ctx,
    tag,
    limit,
    rows,
    (row) => [sinceOf(row).toISOString(), row.id],
    (row) => {
      const asset = assets.find(({ id }) => id === row.assetId);
      if (!asset) throw new Error(`intent ${row.id} has no asset`);
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
    },
  );
}
