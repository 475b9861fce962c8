import {
  BlobReader,
  ERR_AMBIGUOUS_ARCHIVE,
  ERR_ENTRY_DATA_OUT_OF_BOUNDS,
  ERR_OVERLAPPING_ENTRY,
  ERR_UNSAFE_FILENAME,
  type FileEntry,
  ZipReader,
} from "@zip.js/zip.js";
import { isPlainName } from "./names.ts";

/** What is read of an archive at most. The ratio is between what an entry unfolds to and what it takes. */
export type ReadLimits = { readonly entries: number; readonly entryBytes: number; readonly bytes: number; readonly ratio: number };

/** Why an archive is not read. */
export type ArchiveFault = "not_an_archive" | "too_many" | "too_large" | "unsafe_name" | "ambiguous" | "overlap" | "damaged";

/** An archive that is not read, or not on: it is broken, or made to do harm. */
export class ArchiveError extends Error {
  override name = "ArchiveError";
  readonly fault: ArchiveFault;
  /** Null where no entry is to blame. */
  readonly entry: string | null;
  constructor(fault: ArchiveFault, entry: string | null, detail: string) {
    super(entry === null ? detail : `${entry}: ${detail}`);
    this.fault = fault;
    this.entry = entry;
  }
}

export type ArchiveReader = {
  readonly names: ReadonlySet<string>;
  /** The bytes of an entry, as they come. Nothing is kept and nothing is written anywhere. Throws ArchiveError. */
  chunks(name: string): AsyncGenerator<Uint8Array>;
  /** An entry as a whole. Throws ArchiveError. */
  bytes(name: string): Promise<Uint8Array>;
};

const STRICT = { strictness: "strict", checkCrc32: true, checkOverlappingEntry: true, useWebWorkers: false } as const;
/** What small entries unfold to is nobody's harm, whatever the ratio. */
const SMALL = 64 * 1024;

const FAULTS: Readonly<Record<string, ArchiveFault>> = {
  [ERR_OVERLAPPING_ENTRY]: "overlap",
  [ERR_ENTRY_DATA_OUT_OF_BOUNDS]: "overlap",
  [ERR_AMBIGUOUS_ARCHIVE]: "ambiguous",
  [ERR_UNSAFE_FILENAME]: "unsafe_name",
};

type Zipped = { filename?: unknown; message?: unknown; reason?: unknown };

/** The library's errors as ours. */
function named(error: unknown, entry: string | null, otherwise: ArchiveFault): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const { filename, message, reason } = Object(error) as Zipped;
  const about = entry ?? (typeof filename === "string" ? filename : null);
  return new ArchiveError(FAULTS[String(message)] ?? otherwise, about, [message, reason].filter(Boolean).map(String).join(": "));
}

/**
 * Reads a zip that a stranger may have made: nothing in it decides how much is read, or where anything lies. Names are plain and each stands
 * there once, entries do not overlap, what the directory says of an entry is what the entry says, and the bytes have their checksum. Give it a file by
 * `openAsBlob`, so that it does not have to be in memory. Throws ArchiveError.
 */
export async function openArchive(source: Blob, limits: ReadLimits): Promise<ArchiveReader> {
  const entries = new Map<string, FileEntry>();
  try {
    let total = 0;
    for await (const entry of new ZipReader(new BlobReader(source), STRICT).getEntriesGenerator()) {
      const name = entry.filename;
      if (entries.size === limits.entries) throw new ArchiveError("too_many", null, `more than ${limits.entries} entries`);
      if (entry.directory || entry.encrypted || entry.symlink || !isPlainName(name))
        throw new ArchiveError("unsafe_name", name, "no name of a plain file");
      total += requireSmall(entry, limits);
      if (total > limits.bytes) throw new ArchiveError("too_large", name, `all together more than ${limits.bytes} bytes`);
      entries.set(name, entry);
    }
  } catch (error) {
    throw named(error, null, "not_an_archive");
  }
  async function* chunks(name: string): AsyncGenerator<Uint8Array> {
    const entry = entries.get(name);
    if (entry === undefined) throw new ArchiveError("damaged", name, "is not in the archive");
    yield* unfolded(entry);
  }
  async function bytes(name: string): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks(name)) parts.push(chunk);
    return joined(parts);
  }
  return { names: new Set(entries.keys()), chunks, bytes };
}

function requireSmall({ filename, uncompressedSize, compressedSize }: FileEntry, { entryBytes, ratio }: ReadLimits): number {
  if (uncompressedSize > entryBytes) throw new ArchiveError("too_large", filename, `${uncompressedSize} bytes, more than ${entryBytes}`);
  if (uncompressedSize > SMALL && uncompressedSize > compressedSize * ratio)
    throw new ArchiveError("too_large", filename, `unfolds to more than ${ratio} times its size`);
  return uncompressedSize;
}

async function* unfolded(entry: FileEntry): AsyncGenerator<Uint8Array> {
  const { filename, uncompressedSize } = entry;
  let size = 0;
  let fail: (error: unknown) => void = () => undefined;
  // A directory that lies about a size is found out here, before the bytes are anywhere.
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start(out) {
      fail = (error) => out.error(error);
    },
    transform(chunk, out) {
      size += chunk.length;
      if (size > uncompressedSize) throw new ArchiveError("too_large", filename, `more than the ${uncompressedSize} bytes it says`);
      out.enqueue(chunk);
    },
  });
  // What is refused before a byte is written leaves the stream open.
  const read = entry.getData(writable, STRICT).catch((error: unknown) => fail(error));
  try {
    for await (const chunk of readable) yield chunk;
    await read;
  } catch (error) {
    throw named(error, filename, "damaged");
  }
  if (size !== uncompressedSize) throw new ArchiveError("damaged", filename, `${size} bytes of ${uncompressedSize}`);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
