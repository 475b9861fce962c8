import { DomainError, publicId, type PurgeKind, type PurgeState, type PurgeView } from "@amanat/contracts";
import { type Ctx, namesOf, noteChange, now, type Prisma, requireWay, type RowOf, type TxCtx } from "@amanat/db";
import { PURGE } from "../state.ts";

/** The only writer of clearings and of what they have marked (lint enforces it). */

export type PurgeRow = RowOf<"Purge">;

const told = ({ nextAt: _next, place: _place, ...row }: PurgeRow): object => row;
const note = (tx: TxCtx, before: PurgeRow | null, after: PurgeRow): void =>
  noteChange(tx, { kind: "purge", id: after.id, before: before && told(before), after: told(after) });

/** Null where one of its kind is under way. */
export async function insertPurge(tx: TxCtx, data: Prisma.PurgeCreateManyInput): Promise<PurgeRow | null> {
  const [row] = await tx.tx.purge.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (row) note(tx, null, row);
  return row ?? null;
}

type Change = Omit<Prisma.PurgeUncheckedUpdateManyInput, "status" | "version">;

/** Errors: INVALID_STATE, VERSION_CONFLICT (somebody else has moved it meanwhile). */
export async function movePurge(tx: TxCtx, row: PurgeRow, status: PurgeState, data: Change): Promise<PurgeRow> {
  requireWay(PURGE, row.status as PurgeState, status);
  const [after] = await tx.tx.purge.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...data, status, version: { increment: 1 } },
  });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  note(tx, row, after);
  return after;
}

/** The clearing that is due the longest, locked until the transaction ends. Null when none is. */
export async function duePurge(tx: TxCtx): Promise<PurgeRow | null> {
  const [due] = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "Purge" WHERE "nextAt" <= ${await now(tx)} ORDER BY "nextAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return due ? tx.tx.purge.findUnique({ where: due }) : null;
}

export async function markRows(tx: TxCtx, purgeId: string, ids: readonly string[]): Promise<void> {
  await tx.tx.purgeMark.createMany({ data: ids.map((rowId) => ({ purgeId, rowId })), skipDuplicates: true });
}

/** Some of what is marked, in one order. */
export async function markedRows(tx: TxCtx, purgeId: string, limit: number): Promise<string[]> {
  const rows = await tx.tx.purgeMark.findMany({ where: { purgeId }, orderBy: { rowId: "asc" }, take: limit, select: { rowId: true } });
  return rows.map(({ rowId }) => rowId);
}

export async function unmark(tx: TxCtx, purgeId: string, ids: readonly string[] | null): Promise<void> {
  await tx.tx.purgeMark.deleteMany({ where: { purgeId, ...(ids === null ? {} : { rowId: { in: [...ids] } }) } });
}

export async function purgeViews(ctx: Ctx, rows: readonly PurgeRow[]): Promise<PurgeView[]> {
  const names = await namesOf(
    ctx,
    rows.flatMap(({ byId }) => byId ?? []),
  );
  return rows.map((row) => ({
    id: publicId("purge", row.id),
    kind: row.kind as PurgeKind,
    status: row.status as PurgeState,
    before: row.before.toISOString(),
    marked: row.marked,
    held: row.held,
    heldSubjects: row.heldSubjects,
    gone: row.gone,
    by: row.byId === null ? null : (names.get(row.byId) ?? ""),
    at: row.at.toISOString(),
    dueAt: row.dueAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    version: row.version,
  }));
}
