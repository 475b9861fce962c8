import type { IncomingMessage } from "node:http";
import { DomainError } from "@amanat/contracts";
import * as z from "zod";
import { createContext } from "../context.ts";
import { domainErrorOf, withCorrelation } from "../errors.ts";
import { createCaller } from "../router.ts";
import type { Services } from "../services.ts";
import { sendError } from "./answer.ts";
import { readBody } from "./body.ts";
import { credentialsOf, type HttpRules, requireJson, requireOwnOrigin } from "./guards.ts";
import { callInfo, type HttpHandler } from "./handler.ts";

const BODY_LIMIT = 16 * 1024;

/** The input of `auth.signInWithTelegram`, but flat: `{ initData, device?, locale? }` or `{ widget, locale? }`. */
const flat = z.looseObject({ locale: z.unknown().optional() }).transform(({ locale, ...proof }) => ({ proof, locale }));

/**
 * `POST /api/auth/telegram`: Telegram sign-in for plain REST clients. It only unwraps the body for the procedure, which does the work under
 * its own matrix row. Answers with its tokens. Never throws.
 */
export function createTelegramHandler(
  services: Services,
  options: { rules: HttpRules; observe?: (path: string, outcome: string) => void },
): HttpHandler {
  return (req, res, _url, correlationId) =>
    withCorrelation(correlationId, async () => {
      try {
        if (req.method !== "POST") throw new DomainError("METHOD_NOT_ALLOWED");
        requireJson(req);
        const credentials = credentialsOf(req, options.rules.cookieName);
        requireOwnOrigin(req, options.rules, credentials);
        const body = flat.safeParse(jsonOf(await readBody(req, BODY_LIMIT)));
        if (!body.success) throw new DomainError("VALIDATION_ERROR");
        const context = createContext(services, await callInfo(services, options.rules, req, credentials, correlationId));
        const caller = createCaller(context);
        // Validated by the procedure's own schema.
        const answer = await caller.auth.signInWithTelegram(body.data as Parameters<typeof caller.auth.signInWithTelegram>[0]);
        res.setHeader("content-type", "application/json");
        res.setHeader("cache-control", "no-store");
        res.end(JSON.stringify(answer));
        options.observe?.("rest.telegram", "OK");
      } catch (error) {
        options.observe?.("rest.telegram", domainErrorOf(error).code);
        report(services, req, error, correlationId);
        sendError(res, error);
      }
    });
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new DomainError("VALIDATION_ERROR");
  }
}

function report(services: Services, req: IncomingMessage, error: unknown, correlationId: string): void {
  const known = domainErrorOf(error);
  if (known.code !== "INTERNAL_SERVER_ERROR") return;
  services.log.error({ err: known.cause ?? error, path: req.url?.split("?")[0], correlationId }, "a sign-in failed");
}
