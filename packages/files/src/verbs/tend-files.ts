import { isDomainError } from "@amanat/contracts";
import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { forgetIncoming, settle } from "../internal/settle.ts";
import { changeFile, type FileRow, leaseDue, moveFile } from "../internal/write-rows.ts";
import type { FileStore } from "../ports.ts";
import { folderOf, incomingPath, LEASE_MS, orphanedAt } from "../rules.ts";

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

/** Its upload is gone at once, the file itself a day later, unless it stands somewhere. */
async function tendReady(ctx: Ctx, row: FileRow, ports: FileStore): Promise<void> {
  if (row.incomingId !== null) return void (await forgetIncoming(ctx, row, ports.storage));
  const orphaned = orphanedAt(row);
  if (orphaned !== null && orphaned <= (await now(ctx))) await expire(ctx, row);
}

/** First the bytes, then the row: what is left in between is taken away again, which is nothing. */
async function takeAway(ctx: Ctx, row: FileRow, { storage }: FileStore): Promise<void> {
  if (row.incomingId !== null) await storage.deleteFile(incomingPath(row.incomingId));
  if (row.objectId !== null) await storage.deleteDirectory(folderOf(row));
  await inTransaction(ctx, (tx) => changeFile(tx, row, { incomingId: null, objectId: null, nextAt: null }));
}
