import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "@amanat/api";
import { DomainError } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { receiveWebhook } from "@amanat/payment";

const LIMIT = 64 * 1024;

/**
 * Takes the scanner's report as the bytes that came: the signature is over them. It is stored and
 * answered at once; nothing moves here.
 */
export async function serveScannerWebhook(ctx: Ctx, secret: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== "POST") throw new DomainError("METHOD_NOT_ALLOWED");
  const raw = await readBody(req, LIMIT);
  const answer = await receiveWebhook(ctx, "amn.scanner", raw, req.headers, secret);
  res.statusCode = answer.http;
  res.setHeader("content-type", "application/json");
  res.end(JSON.stringify({ ok: answer.http === 200, outcome: answer.outcome }));
}
