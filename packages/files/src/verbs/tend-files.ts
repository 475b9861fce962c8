import { isDomainError } from "@amanat/contracts";
import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { forgetIncoming, settle } from "../internal/settle.ts";
import { changeFile, type FileRow, leaseDue, moveFile } from "../internal/write-rows.ts";
import type { FileStore } from "../ports.ts";
import { folderOf, incomingPath, LEASE_MS, orphanedAt, uploadOverAt, uploadPath } from "../rules.ts";

/** Files of one turn. */
const AT_ONCE = 20;

/**
 * Goes on with files that are due: looks at those that arrived or are held, deletes what did not come in its time and what stands nowhere
 * after a day, and takes the bytes of what is gone away. Several workers share them by lease; one that dies leaves its file to the next.
 * Returns how many. Errors: FORBIDDEN (no process of ours).
 */
export async function tendFiles(ctx: Ctx, ports: FileStore): Promise<number> {
  requireSystem(ctx.actor);
  for (let count = 0; ; count += 1) {
    const row = count < AT_ONCE ? await inTransaction(ctx, (tx) => leaseDue(tx, LEASE_MS)) : null;
    if (row === null) return count;
    await tend(ctx, row, ports).catch((error: unknown) => {
      // Its lease ends, and it is due again.
      if (!isDomainError(error)) ctx.log.error({ err: error, fileId: row.id }, "a file could not be tended");
    });
  }
}

async function tend(ctx: Ctx, row: FileRow, ports: FileStore): Promise<void> {
  switch (row.status) {
    case "arrived":
    case "held":
      return void (await settle(ctx, row, ports));
    case "begun":
      return expire(ctx, row);
    case "ready":
      return tendReady(ctx, row, ports);
    default:
      return takeAway(ctx, row, ports);
  }
}

const expire = (ctx: Ctx, row: FileRow): Promise<void> =>
  inTransaction(ctx, async (tx) => void (await moveFile(tx, row, "deleted", { nextAt: await now(tx) })));

/** What was sent is gone at once, its place in the bucket when nothing can come there, the file itself a day later, unless it stands somewhere. */
async function tendReady(ctx: Ctx, row: FileRow, { storage }: FileStore): Promise<void> {
  if (row.incomingId !== null) return void (await forgetIncoming(ctx, row, storage));
  if (row.uploadId !== null) return closeUpload(ctx, row, row.uploadId, storage);
  const orphaned = orphanedAt(row);
  if (orphaned !== null && orphaned <= (await now(ctx))) await expire(ctx, row);
}

async function closeUpload(ctx: Ctx, row: FileRow, uploadId: string, storage: FileStore["storage"]): Promise<void> {
  await storage.deleteFile(uploadPath(uploadId));
  await inTransaction(ctx, (tx) => changeFile(tx, row, { uploadId: null, nextAt: orphanedAt(row) }));
}

/**
 * First the bytes, then the row: what is left in between is taken away again, which is nothing. As long as somebody may write to the bucket,
 * they may do so after it was emptied, and it is emptied once more.
 */
async function takeAway(ctx: Ctx, row: FileRow, { storage }: FileStore): Promise<void> {
  if (row.uploadId !== null) await storage.deleteFile(uploadPath(row.uploadId));
  if (row.incomingId !== null) await storage.deleteFile(incomingPath(row.incomingId));
  if (row.objectId !== null) await storage.deleteDirectory(folderOf(row));
  await inTransaction(ctx, async (tx) => {
    const open = row.uploadId !== null && uploadOverAt(row) > (await now(tx));
    const left = open ? { nextAt: uploadOverAt(row) } : { uploadId: null, nextAt: null };
    return changeFile(tx, row, { incomingId: null, objectId: null, sha256: null, ...left });
  });
}
