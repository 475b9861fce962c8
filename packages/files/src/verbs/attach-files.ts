import { DomainError, type FilePurpose, type FileView } from "@amanat/contracts";
import { type TxCtx, requireUser } from "@amanat/db";
import { fileView } from "../internal/views.ts";
import { changeFile, hashIn, lockOwn } from "../internal/write-rows.ts";

/** `sha256`: of what is read; null for a file from before there were hashes. */
type AttachedFile = FileView & { readonly sha256: string | null };

/**
 * Lets files stand in a subject of the context whose purpose they have, within the transaction that makes it: from now on that context says
 * who reads them, and they are kept. Each file stands in one subject. Answers them as they are, each once.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (somebody else's, deleted), INVALID_STATE (not ready, of another purpose, attached already).
 */
export async function attachFiles(
  tx: TxCtx,
  { fileIds, purpose, subjectId }: { fileIds: readonly string[]; purpose: FilePurpose; subjectId: string },
): Promise<AttachedFile[]> {
  const user = requireUser(tx.actor);
  const attached: AttachedFile[] = [];
  // In one order, so that two who attach the same files do not wait for each other.
  for (const fileId of [...new Set(fileIds)].toSorted()) {
    const row = await lockOwn(tx, user, fileId);
    if (row.status !== "ready" || row.purpose !== purpose || row.subjectId !== null) throw new DomainError("INVALID_STATE");
    const nextAt = row.incomingId === null && row.uploadId === null ? null : row.nextAt;
    attached.push({ ...fileView(await changeFile(tx, row, { subjectId, nextAt })), sha256: hashIn(row) });
  }
  return attached;
}
