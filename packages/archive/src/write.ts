import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";
import { isPlainName } from "./names.ts";

/** What an archive may hold at most. */
export type WriteLimits = { readonly entries: number; readonly bytes: number };
/** An entry as it was written. */
export type Written = { readonly name: string; readonly size: number; readonly sha256: string };
export type Content = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** More was to be written than an archive may hold. */
export class ArchiveTooLarge extends Error {
  override name = "ArchiveTooLarge";
}

export type ArchiveWriter = {
  /** The archive. Read it while entries are added: nothing is kept. */
  readonly stream: Readable;
  /**
   * Writes an entry, and says what was written once all of it was read. One after the other. Throws ArchiveTooLarge, what the content throws,
   * and an error when nobody reads any more; then the archive is broken off.
   */
  add(name: string, content: Content): Promise<Written>;
  /** No further entries. */
  end(): void;
  /** Breaks off, so that who reads it does not take it for whole. */
  abort(error: Error): void;
};

/** The beginning of the format's time, as every clock shows it: the same entries are the same bytes in every time zone. */
const ALWAYS = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 } as const;

/** Writes a zip in constant memory, entry by entry. */
export function archiveWriter(limits: WriteLimits): ArchiveWriter {
  const zip = new ZipFile();
  const stream = zip.outputStream as Readable;
  const names = new Set<string>();
  let [bytes, current]: [number, Readable | null] = [0, null];
  const abort = (error: Error): void => {
    stream.destroy(error);
    current?.destroy(error);
  };
  zip.on("error", abort);
  stream.on("close", () => current?.destroy(new Error("nobody reads the archive any more")));
  stream.on("error", () => undefined);
  return {
    stream,
    abort,
    end: () => zip.end(),
    async add(name, content) {
      if (!isPlainName(name) || names.has(name)) throw new Error(`no name for an entry: ${name.slice(0, 80)}`);
      if (stream.destroyed) throw stream.errored ?? new Error("nobody reads the archive any more");
      names.add(name);
      const hash = createHash("sha256");
      let size = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const chunk of content) {
          bytes += chunk.length;
          if (bytes > limits.bytes) throw new ArchiveTooLarge(`more than ${limits.bytes} bytes`);
          size += chunk.length;
          hash.update(chunk);
          yield chunk;
        }
      }
      if (names.size > limits.entries) throw new ArchiveTooLarge(`more than ${limits.entries} entries`);
      current = Readable.from(counted(), { objectMode: false });
      zip.addReadStream(current, name, ALWAYS);
      try {
        await finished(current);
      } catch (error) {
        stream.destroy(error instanceof Error ? error : new Error("the content broke", { cause: error }));
        throw error;
      }
      current = null;
      return { name, size, sha256: hash.digest("hex") };
    },
  };
}
