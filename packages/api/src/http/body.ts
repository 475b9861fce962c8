import type { IncomingMessage } from "node:http";
import { DomainError } from "@amanat/contracts";

/** A refused body is still read up to this size, so that the sender gets to read the reason. */
const SWALLOWED = 64 * 1024 * 1024;

/**
 * The request's body, counted while it arrives: Content-Length is only a claim, and a chunked body has none. Errors: PAYLOAD_TOO_LARGE.
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
    // Closing while the sender still writes would lose our answer. A body without end is cut off.
    if (size > SWALLOWED) req.socket.destroy();
  });
  req.once("end", () => resolve(Buffer.concat(chunks)));
  req.once("error", reject);
  return promise;
}
