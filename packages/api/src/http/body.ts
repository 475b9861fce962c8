import type { IncomingMessage } from "node:http";
import { DomainError } from "@amanat/contracts";

/**
 * The request's bytes, counted while they arrive: Content-Length is only what the caller claims, and a
 * chunked body claims nothing. Errors: PAYLOAD_TOO_LARGE.
 */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(req.headers["content-length"] ?? 0) > limit) throw refuse(req);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw refuse(req);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The rest is not read: after the answer the connection is of no use to anybody. */
function refuse(req: IncomingMessage): DomainError {
  req.pause();
  return new DomainError("PAYLOAD_TOO_LARGE");
}
