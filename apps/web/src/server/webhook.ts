import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "@amanat/api";
import { type AskingProvider, DomainError, type ProviderName } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { answerQuestion, type DeliveryTally, type PayInPorts, type ProviderSettings, receiveWebhook } from "@amanat/payment";

const LIMIT = 64 * 1024;

/**
 * Takes a provider's webhook as raw bytes, which its signature is over. It is stored and answered at once; no money moves here.
 */
export async function serveWebhook(
  ctx: Ctx,
  { name, settings, tally }: { name: ProviderName; settings: ProviderSettings; tally: DeliveryTally },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== "POST") throw new DomainError("METHOD_NOT_ALLOWED");
  const raw = await readBody(req, LIMIT);
  const answer = await receiveWebhook(ctx, name, { raw, headers: req.headers }, settings);
  tally.note(name, answer.outcome, raw);
  res.statusCode = answer.http;
  res.setHeader("content-type", "application/json");
  res.end(JSON.stringify({ ok: answer.outcome !== "refused", outcome: answer.outcome }));
}

/** Answers a provider that asks us, with its signature over the raw bytes, what a payer is to pay. */
export async function serveQuestion(
  ctx: Ctx,
  { name, origin, payIn }: { name: AskingProvider; origin: string; payIn: PayInPorts },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (req.method !== "POST") throw new DomainError("METHOD_NOT_ALLOWED");
  const raw = await readBody(req, LIMIT);
  const { body, headers } = await answerQuestion(ctx, name, { raw, headers: req.headers, origin }, payIn);
  res.writeHead(200, { "content-type": "application/json", "cache-control": "no-store", ...headers }).end(body);
}
