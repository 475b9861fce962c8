import { DomainError, type FileFault, type FileState, publicId, type UserActor, uuidOf } from "@amanat/contracts";
import { appendEvents, lockRows, noteChange, now, Prisma, requireWay, type RowOf, type TxCtx } from "@amanat/db";
import { FILE } from "../state.ts";

/** The only writer of files (lint enforces it). */

export type FileRow = RowOf<"File">;

/** When it is looked at next is no decision of anybody; what it is called is its owner's. */
const told = ({ nextAt: _next, fileName: _name, ...row }: FileRow): object => ({ ...row, sha256: hashIn(row) });

export const hashIn = ({ sha256 }: Pick<FileRow, "sha256">): string | null =>
  sha256 === null ? null : Buffer.from(sha256).toString("hex");

function note(tx: TxCtx, before: FileRow | null, after: FileRow): void {
  noteChange(tx, { kind: "file", id: after.id, before: before && told(before), after: told(after) });
}

export async function insertFile(tx: TxCtx, data: Prisma.FileUncheckedCreateInput): Promise<FileRow> {
  const row = await tx.tx.file.create({ data });
  note(tx, null, row);
  return row;
}

/** So long from now. */
export const later = async (tx: TxCtx, ms: number): Promise<Date> => new Date((await now(tx)).getTime() + ms);

/** Null where there is none. */
export async function lockFile(tx: TxCtx, id: string): Promise<FileRow | null> {
  const [row] = await lockRows(tx, { f: "File" }, Prisma.sql`"File" f WHERE f."id" = ${id}::uuid FOR UPDATE OF f`);
  return row?.f ?? null;
}

/** Errors: NOT_FOUND (somebody else's, deleted, unknown). */
export async function lockOwn(tx: TxCtx, user: UserActor, fileId: string): Promise<FileRow> {
  const id = uuidOf("file", fileId);
  const row = id === null ? null : await lockFile(tx, id);
  if (!row || row.status === "deleted" || row.tenantId !== user.tenantId || row.ownerId !== user.userId) throw new DomainError("NOT_FOUND");
  return row;
}

type Change = Omit<Prisma.FileUncheckedUpdateManyInput, "status" | "version" | "fault" | "deletedAt">;

/** What changes beside the state: by compare-and-set, so that of two that look at a file one goes on. Errors: VERSION_CONFLICT. */
export async function changeFile(tx: TxCtx, row: FileRow, data: Change): Promise<FileRow> {
  return write(tx, row, data);
}

/** Moves a file by its table, and tells its owner. Errors: INVALID_STATE, VERSION_CONFLICT. */
export async function moveFile(tx: TxCtx, row: FileRow, to: FileState, data: Change & { fault?: FileFault } = {}): Promise<FileRow> {
  requireWay(FILE, row.status as FileState, to);
  const gone = to === "deleted" ? { deletedAt: await now(tx) } : {};
  const after = await write(tx, row, { ...data, ...gone, status: to });
  if (to !== row.status) await tell(tx, after);
  return after;
}

async function write(tx: TxCtx, row: FileRow, data: Prisma.FileUncheckedUpdateManyInput): Promise<FileRow> {
  const [after] = await tx.tx.file.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...data, version: { increment: 1 } },
  });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  note(tx, row, after);
  return after;
}

async function tell(tx: TxCtx, row: FileRow): Promise<void> {
  const payload = { fileId: publicId("file", row.id), state: row.status as FileState };
  const event = { type: "file.changed.v1", subjectId: row.id, payload, channels: [`user:${row.ownerId}`], actorRole: "system" } as const;
  await appendEvents(tx, [event]);
}

/** Takes the file that is due the longest, for as long as a lease. Null when none is. */
export async function leaseDue(tx: TxCtx, leaseMs: number): Promise<FileRow | null> {
  const at = await now(tx);
  const [due] = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "File" WHERE "nextAt" <= ${at} ORDER BY "nextAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!due) return null;
  const nextAt = new Date(at.getTime() + leaseMs);
  const [row] = await tx.tx.file.updateManyAndReturn({ where: { id: due.id }, data: { nextAt } });
  return row ?? null;
}

/** Files of a pass. */
const ERASED = 50;

/** Deletes what a person sent and nobody else holds, once they go: all but what they delivered. Its bytes are taken away by the worker. */
export async function eraseFiles(tx: TxCtx, ownerId: string): Promise<number> {
  const rows = await lockRows(
    tx,
    { f: "File" },
    Prisma.sql`"File" f WHERE f."ownerId" = ${ownerId}::uuid AND f."status" IN ('begun', 'arrived', 'held', 'ready')
      AND (f."subjectId" IS NULL OR f."purpose" NOT IN ('delivery', 'evidence')) ORDER BY f."id" LIMIT ${ERASED} FOR UPDATE OF f`,
  );
  const nextAt = await now(tx);
  for (const { f } of rows) await moveFile(tx, f, "deleted", { nextAt, fileName: "", subjectId: null });
  return rows.length;
}
