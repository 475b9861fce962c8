import { type begunFile, type beginFileInput, DomainError, type FilePurpose } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, requireUser, setting, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { usageOf } from "../internal/usage.ts";
import { fileView } from "../internal/views.ts";
import { insertFile } from "../internal/write-rows.ts";
import { type FilePorts, type FileReaders, isSent } from "../ports.ts";
import { ADDRESS_MS, typeFault, uploadPath } from "../rules.ts";
import { type Signed, signatureOf } from "../internal/signing.ts";
import { SETTINGS } from "../settings.ts";

/**
 * Gives out an address for one file: ours, or the bucket's where it takes files itself. Its announced size counts against its owner's quota from now on.
 *
 * - Who: anybody signed in. Ends `begun`; what has not arrived when the address is over is deleted.
 * - Two at once: both, one after the other; the one above the quota FILE_QUOTA.
 * - Replay: with the same Idempotency-Key the same file and address; without one another file.
 *
 * Errors: AUTHENTICATION_REQUIRED, PAYLOAD_TOO_LARGE, FILE_REFUSED (a purpose or a type that is not taken), FILE_QUOTA, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function beginFile(ctx: Ctx, input: z.output<typeof beginFileInput>, ports: FilePorts): Promise<z.input<typeof begunFile>> {
  const { tenantId, userId } = requireUser(ctx.actor);
  requirePurpose(input.purpose, ports.readers);
  if (input.size > ports.mostBytes) throw new DomainError("PAYLOAD_TOO_LARGE");
  const fault = typeFault(input.purpose, input.type);
  if (fault !== null) throw new DomainError("FILE_REFUSED", undefined, { issues: [{ path: "type", code: fault }] });
  const { file, uploadId } = await oncePerKey(ctx, "files.begin", input, async (tx) => {
    await requireRoom(tx, userId, input.size);
    const at = await now(tx);
    const expiresAt = new Date(at.getTime() + ADDRESS_MS);
    const { purpose, fileName, type: declaredType, size } = input;
    const said = { purpose, fileName, declaredType, size, uploadId: ports.signUpload === null ? null : newId() };
    const row = await insertFile(tx, { id: newId(), tenantId, ownerId: userId, ...said, expiresAt, nextAt: expiresAt, createdAt: at });
    await audit(tx, { action: "file.begun", subjectKind: "file", subjectId: row.id, payload: { purpose, type: declaredType, size } });
    return { file: fileView(row), uploadId: row.uploadId };
  });
  const from = new Date(file.createdAt);
  const until = from.getTime() + ADDRESS_MS;
  const url =
    uploadId === null || ports.signUpload === null
      ? addressHere(ports, { use: "upload", tenantId, fileId: file.id, userId, until })
      : await ports.signUpload({ path: uploadPath(uploadId), type: file.type, size: file.size, from, ms: ADDRESS_MS });
  const headers = { "content-type": file.type };
  return { file, upload: { method: "PUT", url, headers, report: uploadId !== null, expiresAt: new Date(until).toISOString() } };
}

/** Errors: FILE_REFUSED. */
function requirePurpose(purpose: FilePurpose, readers: FileReaders): void {
  if (isSent(purpose, readers)) return;
  throw new DomainError("FILE_REFUSED", "Files for this purpose are not taken yet.", {
    issues: [{ path: "purpose", code: "file_purpose" }],
  });
}

function addressHere({ key, origin }: FilePorts, signed: Signed): string {
  const asked = new URLSearchParams({ until: String(signed.until), signature: signatureOf(key, signed) }).toString();
  return `${origin}/api/upload/${signed.fileId}?${asked}`;
}

/** People begin files one after the other, so that their quota holds. Errors: FILE_QUOTA. */
async function requireRoom(tx: TxCtx, userId: string, size: number): Promise<void> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`files of ${userId}`}, 0))`;
  const [used, quota] = await Promise.all([usageOf(tx, userId), setting(tx, SETTINGS.filesQuota)]);
  if (used.bytes + size > quota.bytes || used.count >= quota.count) throw new DomainError("FILE_QUOTA");
}
