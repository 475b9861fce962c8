import type { Readable } from "node:stream";
import { ReadableStream } from "node:stream/web";
import type { FileFault, FilePurpose, FileType } from "@amanat/contracts";
import type { FileStorage } from "@flystorage/file-storage";
import { fileTypeFromStream } from "file-type";
import { typeOf } from "../rules.ts";

/** The type of what lies at a path, by its content; or why it is refused. */
export async function typeAt(
  storage: FileStorage,
  path: string,
  purpose: FilePurpose,
  declared: string,
): Promise<{ type: FileType } | { fault: FileFault }> {
  const content = await storage.read(path);
  try {
    const found = await fileTypeFromStream(ReadableStream.from(content as AsyncIterable<Uint8Array>));
    if (found !== undefined) return typeOf(purpose, declared, found.mime);
  } finally {
    content.destroy();
  }
  // Text has no mark at its beginning. It is taken only where it was said, and only if all of it is text.
  if (declared === "text/plain" && (await isText(await storage.read(path)))) return typeOf(purpose, declared, "text/plain");
  return { fault: declared === "text/plain" ? "file_other_type" : "file_type" };
}

async function isText(content: Readable): Promise<boolean> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of content) if (decoder.decode(chunk as Buffer, { stream: true }).includes("\0")) return false;
    decoder.decode();
    return true;
  } catch {
    return false;
  } finally {
    content.destroy();
  }
}
