import { type Readable, Transform } from "node:stream";
import { DomainError } from "@amanat/contracts";
import type { FileStorage } from "@flystorage/file-storage";
import { type Pace, tooSlow } from "../rules.ts";

const LOOK_MS = 1_000;

/**
 * Writes what comes to a path, as it comes: no more than was announced, no slower than the pace. A part of a file is never left behind.
 * Errors: PAYLOAD_TOO_LARGE (more comes), VALIDATION_ERROR (less came), UPLOAD_TOO_SLOW, and the source's own when it breaks off.
 */
export async function receive(storage: FileStorage, path: string, source: Readable, size: number, pace: Pace): Promise<void> {
  const counted = counting(source, size, pace);
  try {
    await storage.write(path, counted, { mimeType: "application/octet-stream", size });
  } catch (error) {
    await storage.deleteFile(path).catch(() => undefined);
    // A server's client may say something else about a body that broke off.
    throw counted.errored ?? error;
  }
}

/** The same bytes, with an eye on how many have come and how fast. */
function counting(source: Readable, size: number, pace: Pace): Transform {
  const startedAt = performance.now();
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > size) done(new DomainError("PAYLOAD_TOO_LARGE"));
      else done(null, chunk);
    },
    flush(done) {
      const whole = bytes === size;
      done(whole ? null : new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "size", code: "too_small" }] }));
    },
  });
  const looking = setInterval(
    () => {
      if (tooSlow(bytes, performance.now() - startedAt, pace)) counted.destroy(new DomainError("UPLOAD_TOO_SLOW"));
    },
    Math.min(LOOK_MS, pace.graceMs),
  );
  const broken = (): void => void counted.destroy(new Error("the upload broke off"));
  source.once("error", broken);
  source.once("close", () => {
    if (!source.readableEnded) broken();
  });
  // Whoever writes may not listen yet when it fails, and then finds it failed.
  counted.on("error", () => undefined);
  counted.once("close", () => {
    clearInterval(looking);
    source.unpipe(counted);
  });
  return source.pipe(counted);
}
