import type { Readable } from "node:stream";
import { DomainError, type FileView, isDomainError } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, newId, now, requireUser } from "@amanat/db";
import { receive } from "../internal/receiving.ts";
import { settle } from "../internal/settle.ts";
import { requireSigned } from "../internal/signing.ts";
import { fileView } from "../internal/views.ts";
import { changeFile, type FileRow, later, lockFile, lockOwn, moveFile } from "../internal/write-rows.ts";
import type { FilePorts } from "../ports.ts";
import { incomingPath, LEASE_MS, MINUTE_MS } from "../rules.ts";

export type UploadGiven = {
  readonly fileId: string;
  readonly until: string;
  readonly signature: string;
  /** As the request announces it; null when it does not. */
  readonly length: number | null;
  readonly content: Readable;
};

/**
 * Takes a file's bytes at its address and looks at them.
 *
 * - Who: whoever began it. From `begun`, once: a second upload to the address INVALID_STATE, and so is a replay.
 * - Breaks off, comes too slowly or not as announced: the file is deleted, and its place in the quota is free. It is begun anew.
 * - Dies on the way: the worker deletes what came, or looks at what arrived.
 *
 * Errors: AUTHENTICATION_REQUIRED, LINK_INVALID, NOT_FOUND, INVALID_STATE, PAYLOAD_TOO_LARGE, VALIDATION_ERROR (less came), UPLOAD_TOO_SLOW,
 * VERSION_CONFLICT (removed meanwhile), FILE_REFUSED (its content; `issues` says why).
 */
export async function receiveFile(ctx: Ctx, given: UploadGiven, ports: FilePorts): Promise<FileView> {
  const { tenantId, userId } = requireUser(ctx.actor);
  const { fileId, content, length } = given;
  requireSigned(ports.key, { use: "upload", tenantId, fileId, userId, until: Number(given.until) }, given.signature, await now(ctx));
  const incomingId = newId();
  const claimed = await inTransaction(ctx, async (tx) => {
    const row = await lockOwn(tx, requireUser(tx.actor), fileId);
    if (row.status !== "begun" || row.incomingId !== null) throw new DomainError("INVALID_STATE");
    if (length !== null && length > row.size) throw new DomainError("PAYLOAD_TOO_LARGE");
    return changeFile(tx, row, { incomingId, nextAt: await later(tx, ports.pace.deadlineMs + MINUTE_MS) });
  });
  const arrived = await arrival(ctx, claimed, content, ports).catch(async (error: unknown) => {
    // The worker deletes what can not be deleted now.
    await drop(ctx, claimed, ports).catch((again: unknown) =>
      ctx.log.error({ err: again, fileId: claimed.id }, "an upload could not be dropped"),
    );
    throw error;
  });
  return answered(await settled(ctx, arrived, ports));
}

async function arrival(ctx: Ctx, claimed: FileRow, content: Readable, { storage, pace }: FilePorts): Promise<FileRow> {
  await receive(storage, incomingPath(claimed.incomingId ?? ""), content, claimed.size, pace);
  return inTransaction(ctx, async (tx) => {
    const row = await moveFile(tx, claimed, "arrived", { nextAt: await later(tx, LEASE_MS) });
    await audit(tx, { action: "file.arrived", subjectKind: "file", subjectId: row.id, payload: { size: row.size } });
    return row;
  });
}

/** What came goes, also where its owner has removed the file meanwhile: the worker looked for its bytes before they were there. */
async function drop(ctx: Ctx, claimed: FileRow, { storage }: FilePorts): Promise<void> {
  await storage.deleteFile(incomingPath(claimed.incomingId ?? ""));
  await inTransaction(ctx, async (tx) => {
    const row = await lockFile(tx, claimed.id);
    if (row?.version === claimed.version) await moveFile(tx, row, "deleted", { nextAt: await now(tx) });
  });
}

/** Where others wait for their pictures, or somebody else is faster, the worker looks at it; its sender hears by the stream. */
async function settled(ctx: Ctx, row: FileRow, ports: FilePorts): Promise<FileRow> {
  try {
    return await settle(ctx, row, ports);
  } catch (error) {
    if (isDomainError(error) && (error.code === "BUSY" || error.code === "VERSION_CONFLICT")) return row;
    throw error;
  }
}

/** Errors: FILE_REFUSED. */
function answered(row: FileRow): FileView {
  const view = fileView(row);
  if (view.fault !== null) throw new DomainError("FILE_REFUSED", undefined, { issues: [{ path: "content", code: view.fault }] });
  return view;
}
