import { Readable } from "node:stream";
import { UnableToReadFile } from "@flystorage/file-storage";
import { BrokenInvariant, type FileFault, type FilePurpose, type FileType, isDomainError } from "@amanat/contracts";
import { type Ctx, inTransaction, newId, now } from "@amanat/db";
import type { FileStore } from "../ports.ts";
import { folderOf, incomingPath, isImage, LEASE_MS, MINUTE_MS, PICTURE_TYPE, restsUntil, scanDelay } from "../rules.ts";
import { typeAt } from "./content.ts";
import { copied } from "./copying.ts";
import { stored, type Stored } from "./storing.ts";
import { changeFile, type FileRow, later, lockFile, moveFile } from "./write-rows.ts";

/** Places at which a test lets the process die. */
export type SettleCrash = (point: "object written" | "row written") => void;

/**
 * Looks at a file that has arrived, for as long as its lease, and moves it on: `ready`, `held`, `refused` or `blocked`. Nothing it wrote can be
 * read before its row says so, and the row names each object before it is written; whoever finds the file unfinished begins anew.
 * Of two that look at once, one goes on: the other gets VERSION_CONFLICT, and what it wrote is gone.
 * Errors: BUSY (other pictures wait), VERSION_CONFLICT, and storage's own.
 */
export async function settle(ctx: Ctx, sent: FileRow, ports: FileStore, crash: SettleCrash = () => undefined): Promise<FileRow> {
  const { storage } = ports;
  const { row, whole } = await copied(ctx, sent, storage);
  if (!whole) return refused(ctx, row, "file_broken");
  const incoming = incomingPath(row.incomingId ?? "");
  const found = await typeAt(storage, incoming, row.purpose as FilePurpose, row.declaredType).catch(lost);
  if ("fault" in found) return refused(ctx, row, found.fault);
  const scanned = await scan(ctx, row, incoming, ports);
  if (scanned === "malicious")
    return inTransaction(ctx, async (tx) => moveFile(tx, row, "blocked", { fault: "file_malicious", nextAt: await now(tx) }));
  if (scanned === "unknown") return held(ctx, row);
  return isImage(found.type)
    ? storePicture(ctx, row, incoming, ports, crash)
    : storeAsIs(ctx, row, { incoming, type: found.type }, ports, crash);
}

/** What arrived is not there any more: a disk was restored, or somebody cleaned up. There is nothing to wait for. */
function lost(error: unknown): { fault: FileFault } {
  if (error instanceof UnableToReadFile && error.wasFileNotFound) return { fault: "file_broken" };
  throw error;
}

async function scan(ctx: Ctx, row: FileRow, incoming: string, { scanner, storage }: FileStore): Promise<"clean" | "malicious" | "unknown"> {
  if (scanner === null) return "clean";
  try {
    return (await scanner.isMalicious(await storage.read(incoming))) ? "malicious" : "clean";
  } catch (error) {
    ctx.log.warn({ err: error, fileId: row.id }, "the scanner has not answered; the file is held");
    return "unknown";
  }
}

/** The bytes of what is refused are taken away by the worker. */
const refused = (ctx: Ctx, row: FileRow, fault: FileFault): Promise<FileRow> =>
  inTransaction(ctx, async (tx) => moveFile(tx, row, "refused", { fault, nextAt: await now(tx) }));

const held = (ctx: Ctx, row: FileRow): Promise<FileRow> =>
  inTransaction(ctx, async (tx) => {
    return moveFile(tx, row, "held", { attempts: { increment: 1 }, nextAt: await later(tx, scanDelay(row.attempts)) });
  });

async function storePicture(ctx: Ctx, row: FileRow, incoming: string, ports: FileStore, crash: SettleCrash): Promise<FileRow> {
  const { storage, pictures } = ports;
  const picture = await pictures.anew(await storage.readToBuffer(incoming));
  if ("fault" in picture) return refused(ctx, row, picture.fault);
  const { whole, small, width, height } = picture;
  const facts: Facts = { type: PICTURE_TYPE, size: whole.length, smallSize: small.length, width, height };
  return store(ctx, row, facts, ports, crash, async (path) => {
    const written = await stored(storage, path, Readable.from([whole]), PICTURE_TYPE, whole.length);
    await storage.write(`${path}-small`, small, { mimeType: PICTURE_TYPE, size: small.length });
    return written;
  });
}

function storeAsIs(
  ctx: Ctx,
  row: FileRow,
  { incoming, type }: { incoming: string; type: FileType },
  ports: FileStore,
  crash: SettleCrash,
): Promise<FileRow> {
  const { storage } = ports;
  return store(ctx, row, { type }, ports, crash, async (path) => stored(storage, path, await storage.read(incoming), type, row.size));
}

type Facts = { type: FileType; size?: number; smallSize?: number; width?: number; height?: number };

/** Names the object in the row, writes it, and only then says that there is a file. */
async function store(
  ctx: Ctx,
  row: FileRow,
  facts: Facts,
  { storage }: FileStore,
  crash: SettleCrash,
  write: (path: string) => Promise<Stored>,
): Promise<FileRow> {
  const objectId = newId();
  const path = `${folderOf(row)}/${objectId}`;
  const named = await inTransaction(ctx, async (tx) => changeFile(tx, row, { objectId, nextAt: await later(tx, LEASE_MS) }));
  // What an attempt before this one has written.
  if (row.objectId !== null) await storage.deleteDirectory(folderOf(row));
  const { sha256 } = await write(path);
  crash("object written");
  const ready = await inTransaction(ctx, async (tx) =>
    moveFile(tx, named, "ready", { ...facts, sha256, nextAt: await later(tx, MINUTE_MS) }),
  ).catch(async (error: unknown) => {
    if (isDomainError(error) && error.code === "VERSION_CONFLICT")
      await Promise.all([path, `${path}-small`].map((each) => storage.deleteFile(each)));
    throw error;
  });
  crash("row written");
  return forgetIncoming(ctx, ready, storage);
}

/** What was sent is gone; what is read stays. Meanwhile it may have been attached, or removed: then the worker takes both away. */
export async function forgetIncoming(ctx: Ctx, { id, incomingId }: FileRow, storage: FileStore["storage"]): Promise<FileRow> {
  if (incomingId !== null) await storage.deleteFile(incomingPath(incomingId));
  return inTransaction(ctx, async (tx) => {
    const row = await lockFile(tx, id);
    if (row === null) throw new BrokenInvariant("a file's row is gone");
    return row.status === "ready" ? changeFile(tx, row, { incomingId: null, nextAt: restsUntil(row) }) : row;
  });
}
