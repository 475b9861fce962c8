import { DomainError, type FilePurpose } from "@amanat/contracts";
import { type TxCtx, requireUser } from "@amanat/db";
import { changeFile, lockOwn } from "../internal/write-rows.ts";

/**
 * Lets files stand in a subject of the context whose purpose they have, within the transaction that makes it: from now on that context says
 * who reads them, and they are kept. Each file stands in one subject.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (somebody else's, deleted), INVALID_STATE (not ready, of another purpose, attached already).
 */
export async function attachFiles(
  tx: TxCtx,
  { fileIds, purpose, subjectId }: { fileIds: readonly string[]; purpose: FilePurpose; subjectId: string },
): Promise<void> {
  const user = requireUser(tx.actor);
  // In one order, so that two who attach the same files do not wait for each other.
  for (const fileId of [...new Set(fileIds)].toSorted()) {
    const row = await lockOwn(tx, user, fileId);
    if (row.status !== "ready" || row.purpose !== purpose || row.subjectId !== null) throw new DomainError("INVALID_STATE");
    await changeFile(tx, row, { subjectId, nextAt: row.incomingId === null && row.uploadId === null ? null : row.nextAt });
  }
}
