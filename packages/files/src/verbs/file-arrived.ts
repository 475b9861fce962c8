import { type byFile, DomainError, type FileView, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, reader, requireUser } from "@amanat/db";
import type * as z from "zod";
import { fileView } from "../internal/views.ts";
import { lockOwn, moveFile } from "../internal/write-rows.ts";
import type { FilePorts } from "../ports.ts";
import { uploadPath } from "../rules.ts";

/**
 * Says that all of a file is in the bucket, which does not tell us. The worker copies it to where only we write, and looks at the copy.
 *
 * - Who: whoever began it. From: `begun`, with an address of the bucket, and the bucket has it; while it is not there INVALID_STATE.
 * - Two at once: one through, the other INVALID_STATE. Replay: the stored answer; without a key INVALID_STATE.
 * - Dies before the commit: nothing is said. What nobody says has arrived is deleted when its address is over.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE, VALIDATION_ERROR (of another size), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function fileArrived(ctx: Ctx, input: z.output<typeof byFile>, ports: FilePorts): Promise<FileView> {
  const user = requireUser(ctx.actor);
  await requireThere(ctx, input.fileId, user.userId, ports);
  return oncePerKey(ctx, "files.arrived", input, async (tx) => {
    const row = await lockOwn(tx, user, input.fileId);
    if (row.status !== "begun" || row.uploadId === null) throw new DomainError("INVALID_STATE");
    const after = await moveFile(tx, row, "arrived", { nextAt: await now(tx) });
    await audit(tx, { action: "file.arrived", subjectKind: "file", subjectId: row.id, payload: { size: row.size } });
    return fileView(after);
  });
}

/** Asks the bucket, before the transaction; what may be asked of the row is asked within it. Errors: INVALID_STATE, VALIDATION_ERROR. */
async function requireThere(ctx: Ctx, fileId: string, ownerId: string, { storage }: FilePorts): Promise<void> {
  const id = uuidOf("file", fileId);
  const row = id === null ? null : await reader(ctx).file.findFirst({ where: { id, ownerId, status: "begun" } });
  if (!row?.uploadId) return;
  const path = uploadPath(row.uploadId);
  if (!(await storage.fileExists(path))) throw new DomainError("INVALID_STATE");
  const size = await storage.fileSize(path);
  if (size === row.size) return;
  const code = size < row.size ? "too_small" : "too_big";
  throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "size", code }] });
}
