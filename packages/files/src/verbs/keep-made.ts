import type { Readable } from "node:stream";
import { type Ctx, inTransaction, newId, now, requireSystem, type TxCtx } from "@amanat/db";
import { stored } from "../internal/storing.ts";
import { insertFile, lockFile, moveFile } from "../internal/write-rows.ts";
import type { FileStore } from "../ports.ts";
import { folderOf } from "../rules.ts";

export type Made = {
  /** Whose it is, and alone reads it. */
  readonly ownerId: string;
  readonly fileName: string;
  /** What it stands in: the context that made it. */
  readonly subjectId: string;
  /** What is not written by then is taken away. */
  readonly withinMs: number;
};

/**
 * Keeps a file that is made here while it is read. Its row names the place before the first byte is written; what breaks off, or dies, is taken
 * away when its time is over, and is nobody's to read before.
 * Errors: FORBIDDEN (no process of ours), and the content's own.
 */
export async function keepMade(ctx: Ctx, made: Made, content: Readable, { storage }: FileStore): Promise<{ fileId: string; size: number }> {
  requireSystem(ctx.actor);
  const objectId = newId();
  const type = "application/zip";
  const row = await inTransaction(ctx, async (tx) => {
    const at = await now(tx);
    const expiresAt = new Date(at.getTime() + made.withinMs);
    const { ownerId, fileName } = made;
    const named = { id: newId(), tenantId: tx.actor.tenantId, ownerId, purpose: "export", fileName, objectId, declaredType: type };
    // How long it is, is known once it is written.
    return insertFile(tx, { ...named, size: 1, expiresAt, nextAt: expiresAt, createdAt: at });
  });
  const { size, sha256 } = await stored(storage, `${folderOf(row)}/${objectId}`, content, type);
  await inTransaction(ctx, (tx) => moveFile(tx, row, "ready", { type, size, sha256, subjectId: made.subjectId, nextAt: null }));
  return { fileId: row.id, size };
}

/** Takes a made file away again; its bytes go with the worker's next turn. */
export async function forgetMade(tx: TxCtx, fileId: string): Promise<void> {
  const row = await lockFile(tx, fileId);
  if (row?.status === "ready") await moveFile(tx, row, "deleted", { subjectId: null, nextAt: await now(tx) });
}
