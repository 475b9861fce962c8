import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "@amanat/api";
import { DomainError } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { receiveReport } from "@amanat/mail/reports";

const LIMIT = 64 * 1024;

/** Takes a report of whoever delivers our mail, as raw bytes, which its signature is over. Without a secret there is no such place. */
export async function serveMailReport(ctx: Ctx, secret: string | null, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (secret === null) throw new DomainError("NOT_FOUND");
  const outcome = await receiveReport(ctx, secret, await readBody(req, LIMIT), req.headers);
  res.statusCode = 200;
  res.setHeader("content-type", "application/json");
  res.end(JSON.stringify({ ok: true, outcome }));
}
