import { DomainError, type Page } from "@amanat/contracts";
import type { Ctx } from "./context.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { Json } from "./json.ts";
import * as z from "zod";

/** A place in a list ordered by time and id. */
export type Place = { at: Date; id: string };
/** The end of a list that comes first. */
type Way = "asc" | "desc";

type Filters = Readonly<Record<string, unknown>>;

const place = z.tuple([z.iso.datetime(), z.uuid()]);

function tagOf(list: string, tenantId: string, userId: string | null, filters: Filters): string {
  return JSON.stringify([list, tenantId, userId, Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Names list, filters and caller: the cursor is valid only there. */
export function listTag(ctx: Ctx, list: string, filters: Filters = {}): string {
  return tagOf(list, ctx.actor.tenantId, ctx.actor.kind === "user" ? ctx.actor.userId : null, filters);
}

/** Names list, filters and tenant: colleagues may continue from each other's cursor. */
export function tenantTag(ctx: Ctx, list: string, filters: Filters = {}): string {
  return tagOf(list, ctx.actor.tenantId, null, filters);
}

/** The content of a cursor of this list; null for the first page. Errors: INVALID_CURSOR. */
export function cursorValues<Schema extends z.ZodType>(
  ctx: Ctx,
  tag: string,
  cursor: string | undefined,
  schema: Schema,
): z.output<Schema> | null {
  if (cursor === undefined) return null;
  const values = schema.safeParse(decodeCursor(ctx.db.cursorSecret, tag, cursor));
  if (!values.success) throw new DomainError("INVALID_CURSOR");
  return values.data;
}

/** Where the previous page ended; null for the first page. Errors: INVALID_CURSOR. */
export function placeOf(ctx: Ctx, tag: string, cursor: string | undefined): Place | null {
  const values = cursorValues(ctx, tag, cursor, place);
  return values && { at: new Date(values[0]), id: values[1] };
}

/** Condition and order of the rows after a position, in a list ordered by the time in `column`, ties by id. */
export function after<Column extends string>(from: Place | null, column: Column, way: Way, idWay: Way = "asc") {
  const [reached, passed] = way === "asc" ? (["gte", "gt"] as const) : (["lte", "lt"] as const);
  const time = <Value>(value: Value) => ({ [column]: value }) as Record<Column, Value>;
  return {
    where:
      from === null
        ? {}
        : {
            AND: [
              time({ [reached]: from.at }),
              { OR: [time({ [passed]: from.at }), { id: { [idWay === "asc" ? "gt" : "lt"]: from.id } }] },
            ],
          },
    orderBy: [time(way), { id: idWay }],
  };
}

/** Condition and order of most lists: newest first, after a position. */
export const newestAfter = (from: Place | null) => after(from, "createdAt", "desc");

/** Cuts off the extra row that shows whether more follow, and signs where this page ends. */
export function cutBy<Row>(
  ctx: Ctx,
  tag: string,
  rows: readonly Row[],
  limit: number,
  valuesOf: (row: Row) => readonly Json[],
): { rows: Row[]; meta: Page<never>["meta"] } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(ctx.db.cursorSecret, tag, valuesOf(last)) : null;
  return { rows: shown, meta: { nextCursor, hasMore: nextCursor !== null } };
}

/** `cut` for a list ordered by creation time and id, as `placeOf` reads it. */
export function cut<Row extends { id: string; createdAt: Date }>(ctx: Ctx, tag: string, rows: readonly Row[], limit: number) {
  return cutAt(ctx, tag, rows, limit, ({ createdAt }) => createdAt);
}

/** `cut` for a list ordered by another time. */
export function cutAt<Row extends { id: string }>(ctx: Ctx, tag: string, rows: readonly Row[], limit: number, timeOf: (row: Row) => Date) {
  return cutBy(ctx, tag, rows, limit, (row) => [timeOf(row).toISOString(), row.id]);
}
