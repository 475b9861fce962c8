import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "@amanat/api";
import { byUnsubscribeToken, DomainError, parsed } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { unsubscribe } from "@amanat/notifications";

/** Mail programs send `List-Unsubscribe=One-Click`, as one kind of form or the other. */
const LIMIT = 4 * 1024;

/**
 * A mail's way out (RFC 8058). A mail program posts here by itself, without a session: that switches off what the token names. Whoever follows
 * the link is led to the page that asks them, since scanners follow every link: a GET changes nothing. Errors: NOT_FOUND, METHOD_NOT_ALLOWED,
 * PAYLOAD_TOO_LARGE, VALIDATION_ERROR.
 */
export async function serveUnsubscribe(ctx: Ctx, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  const { token } = parsed(byUnsubscribeToken, { token: url.searchParams.get("token") ?? "" });
  res.setHeader("cache-control", "no-store");
  if (req.method === "GET" || req.method === "HEAD") {
    res.writeHead(303, { location: `/unsubscribe?token=${encodeURIComponent(token)}` }).end();
    return;
  }
  if (req.method !== "POST") throw new DomainError("METHOD_NOT_ALLOWED");
  await readBody(req, LIMIT);
  await unsubscribe(ctx, { token });
  res.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end("ok");
}
