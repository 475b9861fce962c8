import { DomainError, type FileView, publicId, type UserActor, uuidOf } from "@amanat/contracts";
import { type Ctx, reader, requireUser } from "@amanat/db";
import type { FileReaders } from "../ports.ts";
import type { FileRow } from "./write-rows.ts";

export function fileView(row: FileRow): FileView {
  return {
    id: publicId("file", row.id),
    purpose: row.purpose as FileView["purpose"],
    fileName: row.fileName,
    type: row.type ?? row.declaredType,
    size: row.size,
    state: row.status as FileView["state"],
    fault: row.fault as FileView["fault"],
    width: row.width,
    height: row.height,
    attached: row.subjectId !== null,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  };
}

/** Its owner's; what stands somewhere also theirs whom the context it stands in lets read it. */
async function isReader(ctx: Ctx, { userId, tenantId }: UserActor, row: FileRow, readers: FileReaders): Promise<boolean> {
  if (row.tenantId !== tenantId) return false;
  if (row.ownerId === userId) return true;
  const mayRead = readers[row.purpose as FileView["purpose"]];
  return row.subjectId !== null && mayRead !== undefined && mayRead(ctx, row.subjectId);
}

/** A file the caller may read, as the database has it now. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (deleted, unknown, not theirs). */
export async function readableFile(ctx: Ctx, fileId: string, readers: FileReaders): Promise<FileRow> {
  const user = requireUser(ctx.actor);
  const id = uuidOf("file", fileId);
  const row = id === null ? null : await reader(ctx).file.findUnique({ where: { id } });
  if (!row || row.status === "deleted" || !(await isReader(ctx, user, row, readers))) throw new DomainError("NOT_FOUND");
  return row;
}
