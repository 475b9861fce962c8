import { type ExportState, type ExportView, publicId } from "@amanat/contracts";
import { appendEvents, noteChange, now, type Prisma, requireWay, type RowOf, type TxCtx } from "@amanat/db";
import { EXPORT } from "../state.ts";

/** The only writer of archives that people asked for (lint enforces it). */

export type ExportRow = RowOf<"Export">;

const told = ({ nextAt: _next, attempts: _attempts, ...row }: ExportRow): object => row;

function note(tx: TxCtx, before: ExportRow | null, after: ExportRow): void {
  noteChange(tx, { kind: "export", id: after.id, before: before && told(before), after: told(after) });
}

export async function insertExport(tx: TxCtx, data: Prisma.ExportUncheckedCreateInput): Promise<ExportRow> {
  const row = await tx.tx.export.create({ data });
  note(tx, null, row);
  return row;
}

type Change = Omit<Prisma.ExportUncheckedUpdateManyInput, "status" | "version">;

/** Moves an archive on; null when it is not any more as it was read. */
export async function moveExport(tx: TxCtx, row: ExportRow, status: ExportState, data: Change): Promise<ExportRow | null> {
  requireWay(EXPORT, row.status as ExportState, status);
  const [after] = await tx.tx.export.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...data, status, version: { increment: 1 } },
  });
  if (!after) return null;
  note(tx, row, after);
  const payload = { exportId: publicId("export", row.id), status };
  const channels = [`user:${row.userId}`];
  await appendEvents(tx, [{ type: "export.changed.v1", subjectId: row.id, payload, channels, actorRole: "system" }]);
  return after;
}

/** Ends what a person asked for, once they go; its file is the files' own, and goes there. Returns how many. */
export async function endExports(tx: TxCtx, userId: string): Promise<number> {
  const rows = await tx.tx.export.findMany({ where: { userId, status: { in: ["asked", "ready"] } }, orderBy: { id: "asc" } });
  let ended = 0;
  for (const row of rows) {
    const gone = await moveExport(tx, row, row.status === "asked" ? "failed" : "expired", { nextAt: null, fileId: null });
    ended += gone === null ? 0 : 1;
  }
  return ended;
}

/** Takes the archive that is due the longest, for as long as a lease. Null when none is. */
export async function leaseExport(tx: TxCtx, leaseMs: number): Promise<ExportRow | null> {
  const at = await now(tx);
  const [due] = await tx.tx.$queryRaw<{ id: string; version: number }[]>`
    SELECT "id"::text, "version" FROM "Export" WHERE "nextAt" <= ${at} ORDER BY "nextAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!due) return null;
  const data = { nextAt: new Date(at.getTime() + leaseMs), attempts: { increment: 1 }, version: { increment: 1 } };
  const [row] = await tx.tx.export.updateManyAndReturn({ where: { id: due.id, version: due.version }, data });
  return row ?? null;
}

export function exportView(row: ExportRow): ExportView {
  const ready = row.status === "ready" && row.fileId !== null;
  return {
    id: publicId("export", row.id),
    status: row.status as ExportState,
    askedAt: row.askedAt.toISOString(),
    readyAt: row.readyAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    size: row.size,
    fileId: ready && row.fileId !== null ? publicId("file", row.fileId) : null,
  };
}
