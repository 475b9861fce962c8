import type { IncomingMessage } from "node:http";
import { DomainError } from "@amanat/contracts";

/** A refused body is still swallowed up to this size, so that the sender gets to read why. */
const SWALLOWED = 64 * 1024 * 1024;

/**
 * The request's bytes, counted while they arrive: Content-Length is only what the caller claims, and a
 * chunked body claims nothing. Errors: PAYLOAD_TOO_LARGE.
 */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  if (Number(req.headers["content-length"] ?? 0) > limit) reject(new DomainError("PAYLOAD_TOO_LARGE"));
  req.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) return void chunks.push(chunk);
    chunks.length = 0;
    reject(new DomainError("PAYLOAD_TOO_LARGE"));
    // Closing on a sender in mid-sentence would lose it our answer; one that never ends is cut off.
    if (size > SWALLOWED) req.socket.destroy();
  });
  req.once("end", () => resolve(Buffer.concat(chunks)));
  req.once("error", reject);
  return promise;
}
