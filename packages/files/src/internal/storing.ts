import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { bytes } from "@amanat/db";
import type { FileStorage } from "@flystorage/file-storage";

/** How long what was written is, and the SHA-256 of it. */
export type Stored = { readonly size: number; readonly sha256: Uint8Array<ArrayBuffer> };

/** Writes what is read later, and hashes it on its way: the only place where the bytes of a file that is `ready` come from. */
export async function stored(storage: FileStorage, path: string, content: Readable, type: string, known?: number): Promise<Stored> {
  const hash = createHash("sha256");
  let size = 0;
  async function* passing(): AsyncGenerator<Buffer> {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  try {
    const sized = known === undefined ? {} : { size: known };
    await storage.write(path, Readable.from(passing(), { objectMode: false }), { mimeType: type, ...sized });
  } finally {
    // A store that takes no more leaves the rest unread.
    content.destroy();
  }
  return { size, sha256: bytes(hash.digest()) };
}
