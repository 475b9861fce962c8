import { type Ctx, inTransaction, newId } from "@amanat/db";
import type { FileStore } from "../ports.ts";
import { incomingPath, LEASE_MS, uploadPath } from "../rules.ts";
import { changeFile, type FileRow, later } from "./write-rows.ts";

/**
 * Copies what somebody sent to the bucket to where only we write, once: to their own address they may write again as long as it lives, also
 * between a look at it and its use. `whole`: it is there, and as long as was announced.
 * Errors: VERSION_CONFLICT (somebody else has gone on with it; this copy is gone).
 */
export async function copied(ctx: Ctx, row: FileRow, storage: FileStore["storage"]): Promise<{ row: FileRow; whole: boolean }> {
  if (row.uploadId === null) return { row, whole: true };
  if (row.incomingId !== null && (await storage.fileExists(incomingPath(row.incomingId)))) return { row, whole: true };
  const incomingId = newId();
  const named = await extended(ctx, row, { incomingId });
  const [from, to] = [uploadPath(row.uploadId), incomingPath(incomingId)];
  if (!(await storage.fileExists(from))) return { row: named, whole: false };
  await storage.copyFile(from, to);
  const kept = await extended(ctx, named, {}).catch(async (error: unknown) => {
    await storage.deleteFile(to);
    throw error;
  });
  return { row: kept, whole: (await storage.fileSize(to)) === row.size };
}

const extended = (ctx: Ctx, row: FileRow, names: { incomingId?: string }): Promise<FileRow> =>
  inTransaction(ctx, async (tx) => changeFile(tx, row, { ...names, nextAt: await later(tx, LEASE_MS) }));
