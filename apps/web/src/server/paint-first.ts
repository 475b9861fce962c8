import type { IncomingMessage, ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import compression from "compression";
import { scriptsAfterPaint } from "./scripts-after-paint.ts";

const compress = compression();
const nothing = (): void => undefined;

/**
 * Compresses what Next answers, and lets a page's scripts begin after its first paint. Both are done here, because a page can
 * be changed only before it is compressed.
 */
export function paintFirst(req: IncomingMessage, res: ServerResponse): void {
  // It asks for Express's types, and needs Node's.
  (compress as unknown as (req: IncomingMessage, res: ServerResponse, next: () => void) => void)(req, res, nothing);
  releaseAfterClose(res);
  const [write, end] = [res.write.bind(res), res.end.bind(res)] as [(bytes: unknown, ...rest: unknown[]) => boolean, typeof res.end];
  const scripts = scriptsAfterPaint();
  const isPage = (): boolean => String(res.getHeader("content-type") ?? "").startsWith("text/html");
  const take = (chunk: unknown): unknown => {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (!(bytes instanceof Uint8Array) || !isPage()) return chunk;
    // Its length is another one now.
    if (!res.headersSent) res.removeHeader("content-length");
    return scripts.take(bytes);
  };
  res.write = ((chunk: unknown, ...rest: unknown[]) => write(take(chunk), ...rest)) as typeof res.write;
  res.end = ((...given: unknown[]) => {
    const [chunk] = given;
    if (typeof chunk === "string" || chunk instanceof Uint8Array) given[0] = take(chunk);
    const left = scripts.rest();
    if (left.length === 0) return (end as (...all: unknown[]) => typeof res)(...given);
    if (typeof given[0] === "string" || given[0] instanceof Uint8Array) write(given.shift());
    return end(left);
  }) as typeof res.end;
}

/** A reader who leaves early would leave the compressor behind, outside the heap: `compression` ends it only with the answer. */
function releaseAfterClose(res: ServerResponse): void {
  res.once("close", () => {
    if (res.writableFinished) return;
    // For this event it hands out its own stream, where it has one.
    const stream: unknown = res.on("drain", nothing);
    if (stream instanceof Duplex) stream.destroy();
  });
}
