import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ArchiveTooLarge, archiveWriter } from "@amanat/archive";
import { type DossierFault, isDomainError } from "@amanat/contracts";
import { audit, bytes, type Ctx, inTransaction, newId, now, requireSystem, setting } from "@amanat/db";
import { writeRecord } from "../internal/record.ts";
import { type DossierRow, emptied, leaseDue, moveDossier, signOfLife } from "../internal/rows.ts";
import type { DossierOutside, DossierSource } from "../ports.ts";
import { DAY_MS, LEASE_MS, MOST_ATTEMPTS, placeOf, retryAfterMs } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/** Records of one turn. */
const AT_ONCE = 5;
/** Entries of one record, beside its parts and pages: files. */
const MOST_ENTRIES = 1_000;

/**
 * Makes the records that were asked for, one after the other, and takes away those whose time is over. Several workers share them by lease; one that dies
 * leaves its record to the next, which begins it anew. Returns how many. Errors: FORBIDDEN (no process of ours).
 */
export async function makeDossiers(ctx: Ctx, source: DossierSource, outside: DossierOutside): Promise<number> {
  requireSystem(ctx.actor);
  for (let count = 0; ; count += 1) {
    const row = count < AT_ONCE ? await inTransaction(ctx, (tx) => leaseDue(tx, LEASE_MS)) : null;
    if (row === null) return count;
    await tend(ctx, row, source, outside).catch((error: unknown) => {
      // Its lease ends, and it is due again.
      if (!isDomainError(error)) ctx.log.error({ err: error, dossierId: row.id }, "a record could not be tended");
    });
  }
}

async function tend(ctx: Ctx, row: DossierRow, source: DossierSource, outside: DossierOutside): Promise<void> {
  if (row.status === "asked") return make(ctx, row, source, outside);
  // Its worker has died.
  if (row.status === "making") return postpone(ctx, row, outside);
  if (row.status === "ready")
    return void (await inTransaction(ctx, async (tx) => moveDossier(tx, row, "expired", { nextAt: await now(tx) })));
  await forget(ctx, row, outside);
}

/** First the bytes, then the row: what is left in between is taken away again, which is nothing. */
async function forget(ctx: Ctx, row: DossierRow, { files }: DossierOutside): Promise<void> {
  if (row.objectId !== null) await files.storage.deleteFile(placeOf(row, row.objectId));
  await inTransaction(ctx, (tx) => emptied(tx, row));
}

/** It is tried again; after several times it has failed, and its reader may ask anew. */
async function postpone(ctx: Ctx, row: DossierRow, outside: DossierOutside): Promise<void> {
  if (row.objectId !== null) await outside.files.storage.deleteFile(placeOf(row, row.objectId)).catch(() => undefined);
  await inTransaction(ctx, async (tx) => {
    const at = (await now(tx)).getTime();
    const attempts = row.attempts + 1;
    if (attempts >= MOST_ATTEMPTS) await moveDossier(tx, row, "failed", { fault: "broken", nextAt: new Date(at) });
    else await moveDossier(tx, row, "asked", { attempts, objectId: null, progress: 0, nextAt: new Date(at + retryAfterMs(attempts)) });
  });
}

const fail = (ctx: Ctx, row: DossierRow, fault: DossierFault): Promise<void> =>
  inTransaction(ctx, async (tx) => void (await moveDossier(tx, row, "failed", { fault, nextAt: await now(tx) })));

/** The row names the place before a byte lies there. */
async function make(ctx: Ctx, asked: DossierRow, source: DossierSource, outside: DossierOutside): Promise<void> {
  const row = await inTransaction(ctx, async (tx) => {
    const nextAt = new Date((await now(tx)).getTime() + LEASE_MS);
    return moveDossier(tx, asked, "making", { objectId: newId(), progress: 1, nextAt });
  });
  // What was booked a moment ago is in no block yet. The last try takes it as it is.
  if (row.attempts < MOST_ATTEMPTS - 2 && !(await source.isSealed(ctx, row.dealId))) return postpone(ctx, row, outside);
  try {
    const { size, sha256 } = await written(ctx, row, source, outside);
    const { days } = await setting(ctx, SETTINGS.dossierLimits);
    await inTransaction(ctx, async (tx) => {
      const expiresAt = new Date((await now(tx)).getTime() + days * DAY_MS);
      await moveDossier(tx, row, "ready", { size, sha256, progress: 100, expiresAt, nextAt: expiresAt });
      await audit(tx, { action: "dossier.made", subjectKind: "dossier", subjectId: row.id, payload: { sha256, size: String(size) } });
    });
  } catch (error) {
    if (isDomainError(error) && error.code === "VERSION_CONFLICT") throw error;
    if (error instanceof ArchiveTooLarge) return fail(ctx, row, "too_large");
    ctx.log.warn({ err: error, dossierId: row.id }, "a record was not made");
    await postpone(ctx, row, outside);
  }
}

async function written(
  ctx: Ctx,
  row: DossierRow,
  source: DossierSource,
  outside: DossierOutside,
): Promise<{ size: bigint; sha256: string }> {
  const limits = await setting(ctx, SETTINGS.dossierLimits);
  const archive = archiveWriter({ bytes: limits.bytes, entries: MOST_ENTRIES });
  const hash = createHash("sha256");
  let size = 0;
  const counted = new PassThrough();
  const flowing = pipeline(
    archive.stream,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(bytes(chunk));
        size += chunk.length;
        yield chunk;
      }
    },
    counted,
  );
  const stored = outside.files.storage.write(placeOf(row, row.objectId ?? ""), counted, { mimeType: "application/zip" });
  // A store that takes no more ends the writing, which would wait for it.
  stored.catch((error: unknown) => archive.abort(error instanceof Error ? error : new Error("the store broke off", { cause: error })));
  flowing.catch(() => undefined);
  const progressed = (progress: number): Promise<void> =>
    inTransaction(ctx, async (tx) => signOfLife(tx, row, progress, new Date((await now(tx)).getTime() + LEASE_MS)));
  try {
    await writeRecord(ctx, { row, source, outside, archive, mostLines: limits.lines, progressed });
    archive.end();
    await Promise.all([flowing, stored]);
  } catch (error) {
    archive.abort(error instanceof Error ? error : new Error("the record broke off", { cause: error }));
    counted.destroy();
    await Promise.allSettled([flowing, stored]);
    throw error;
  }
  return { size: BigInt(size), sha256: hash.digest("hex") };
}
