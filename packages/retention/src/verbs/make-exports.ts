import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { type FileStore, forgetMade, keepMade } from "@amanat/files";
import { beginArchive } from "../internal/archive.ts";
import { type ExportRow, leaseExport, moveExport } from "../internal/exports.ts";
import type { RetentionPorts } from "../ports.ts";
import { EXPORT_LEASE_MS, EXPORT_LIFE_MS, MOST_ATTEMPTS } from "../rules.ts";

/** Archives of a turn: each may take a while, and others wait. */
const AT_ONCE = 3;

/**
 * Makes the archives that were asked for, and takes those away whose time is over. Several workers share them by lease; one that dies leaves its
 * archive to the next, which begins anew, three times. Returns how many it looked at. Errors: FORBIDDEN (no process of ours).
 */
export async function makeExports(ctx: Ctx, ports: RetentionPorts, store: FileStore): Promise<number> {
  requireSystem(ctx.actor);
  for (let count = 0; ; count += 1) {
    const row = count < AT_ONCE ? await inTransaction(ctx, (tx) => leaseExport(tx, EXPORT_LEASE_MS)) : null;
    if (row === null) return count;
    if (row.status === "ready") await expire(ctx, row);
    else if (row.attempts > MOST_ATTEMPTS) await giveUp(ctx, row);
    else
      await make(ctx, row, ports, store).catch((error: unknown) => {
        // Its lease ends, and it is due again.
        ctx.log.error({ err: error, exportId: row.id }, "an archive could not be made");
      });
  }
}

async function make(ctx: Ctx, row: ExportRow, ports: RetentionPorts, store: FileStore): Promise<void> {
  const at = await now(ctx);
  const made = { ownerId: row.userId, fileName: "amanat-data.zip", subjectId: row.id, withinMs: EXPORT_LEASE_MS };
  const { stream, done } = beginArchive(ctx, { userId: row.userId, at, withFiles: row.withFiles }, ports, store);
  const kept = keepMade(ctx, made, stream, store).catch((error: unknown) => {
    // Nobody reads on, so that writing ends too.
    stream.destroy(new Error("the archive could not be kept"));
    throw error;
  });
  const [{ fileId, size }] = await Promise.all([kept, done]);
  await inTransaction(ctx, async (tx) => {
    const readyAt = await now(tx);
    const expiresAt = new Date(readyAt.getTime() + EXPORT_LIFE_MS);
    const ready = await moveExport(tx, row, "ready", { fileId, size, readyAt, expiresAt, nextAt: expiresAt });
    // Another worker has made it meanwhile, or the person has gone.
    if (ready === null) await forgetMade(tx, fileId);
  });
}

const giveUp = (ctx: Ctx, row: ExportRow): Promise<void> =>
  inTransaction(ctx, async (tx) => void (await moveExport(tx, row, "failed", { nextAt: null })));

function expire(ctx: Ctx, row: ExportRow): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const gone = await moveExport(tx, row, "expired", { nextAt: null, fileId: null });
    if (gone !== null && row.fileId !== null) await forgetMade(tx, row.fileId);
  });
}
