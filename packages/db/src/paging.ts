import { DomainError, type Page } from "@amanat/contracts";
import type { Ctx } from "./context.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import * as z from "zod";

/** A place in a list ordered by time and id. */
export type Place = { at: Date; id: string };

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Names list, filters and caller: a cursor is worthless anywhere else. */
export function listTag(ctx: Ctx, list: string, filters: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify([
    list,
    ctx.actor.tenantId,
    ctx.actor.kind === "user" ? ctx.actor.userId : null,
    Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** Where the page before ended; null for the first. Errors: INVALID_CURSOR. */
export function placeOf(ctx: Ctx, tag: string, cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const values = place.safeParse(decodeCursor(ctx.db.cursorSecret, tag, cursor));
  if (!values.success) throw new DomainError("INVALID_CURSOR");
  return { at: new Date(values.data[0]), id: values.data[1] };
}

/** Newest first, after a place: the condition and order every list of ours shares. */
export function newestAfter(from: Place | null) {
  return {
    where:
      from === null ? {} : { AND: [{ createdAt: { lte: from.at } }, { OR: [{ createdAt: { lt: from.at } }, { id: { gt: from.id } }] }] },
    orderBy: [{ createdAt: "desc" as const }, { id: "asc" as const }],
  };
}

/** Cuts the one row too many that tells whether more follow, and signs where this page ends. */
export function cut<Row extends { id: string; createdAt: Date }>(
  ctx: Ctx,
  tag: string,
  rows: readonly Row[],
  limit: number,
): { rows: Row[]; meta: Page<never>["meta"] } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  const nextCursor = hasMore ? encodeCursor(ctx.db.cursorSecret, tag, [last.createdAt.toISOString(), last.id]) : null;
  return { rows: shown, meta: { nextCursor, hasMore } };
}
