import type { IncomingMessage, ServerResponse } from "node:http";
import { actorFromCredential, anonymous, type Credential } from "@amanat/auth";
import { type Actor, DomainError, isDomainError } from "@amanat/contracts";
import { type CallInfo, createContext } from "../context.ts";
import { domainErrorOf, withCorrelation } from "../errors.ts";
import type { Services } from "../services.ts";
import { throughAdapter } from "./adapter.ts";
import { addressOf } from "./address.ts";
import { sendError } from "./answer.ts";
import { readBody } from "./body.ts";
import {
  type Calls,
  callsOf,
  cookieHeader,
  type Credentials,
  credentialsOf,
  type HttpRules,
  requireJson,
  requireOwnOrigin,
} from "./guards.ts";
import { countStreams, type OpenStreams } from "./open-streams.ts";
import { answerPlainly, isPlain } from "./plain.ts";
import { serveSubscription } from "./subscription.ts";

const BODY_LIMIT = 100 * 1024;

export interface HttpOptions {
  readonly rules: HttpRules;
  /** `/api/trpc` */
  readonly endpoint: string;
  /** Called with each call's outcome: an error code, or `OK`. */
  readonly observe?: (path: string, outcome: string) => void;
}

/** Answers a request below `endpoint`. Never throws. */
export type HttpHandler = (req: IncomingMessage, res: ServerResponse, url: URL, correlationId: string) => Promise<void>;

/**
 * tRPC on plain Node, behind guards that need only headers: a request that reaches tRPC is bounded, JSON, from our own pages or a program, and
 * calls procedures that exist.
 */
export function createHttpHandler(services: Services, options: HttpOptions): HttpHandler {
  const serving = { ...options, streams: countStreams() };
  return (req, res, url, correlationId) => withCorrelation(correlationId, () => serve(services, serving, req, res, url, correlationId));
}

async function serve(
  services: Services,
  options: HttpOptions & { readonly streams: OpenStreams },
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
  correlationId: string,
): Promise<void> {
  let calls: Calls | undefined;
  try {
    calls = callsOf(req, procedurePath(url, options.endpoint), url.searchParams);
    if (req.method === "POST") requireJson(req);
    const credentials = credentialsOf(req, options.rules.cookieName);
    requireOwnOrigin(req, options.rules, credentials);
    const body = req.method === "POST" ? await readBody(req, BODY_LIMIT) : null;
    const info = await callInfo(services, options.rules, req, credentials, correlationId, (token) =>
      res.setHeader("set-cookie", cookieHeader(options.rules, token)),
    );
    const context = createContext(services, info);
    const failed = (error: unknown, path: string | undefined): void => report(services, error, path, correlationId);
    if (calls.kind === "subscription")
      await serveSubscription({
        req,
        res,
        url,
        info,
        context,
        path: calls.paths.join(),
        streams: options.streams,
        report: failed,
      });
    else {
      const exchange = { req, res, url, calls, context, body, report: failed };
      await (isPlain(exchange) ? answerPlainly(exchange) : throughAdapter(exchange, options.endpoint));
    }
    for (const path of calls.paths) options.observe?.(path, res.statusCode < 400 ? "OK" : String(res.statusCode));
  } catch (error) {
    report(services, error, calls?.paths.join(","), correlationId);
    for (const path of calls?.paths ?? ["unknown"]) options.observe?.(path, domainErrorOf(error).code);
    sendError(res, error, calls);
  }
}

function procedurePath(url: URL, endpoint: string): string {
  try {
    return decodeURIComponent(url.pathname.slice(endpoint.length + 1));
  } catch {
    throw new DomainError("NOT_FOUND");
  }
}

/** The caller's actor. A token without a live session makes an anonymous caller, who is told when it matters. */
export async function actorOf(services: Services, credential: Credential | null): Promise<{ actor: Actor; staleToken: boolean }> {
  if (credential === null) return { actor: anonymous(), staleToken: false };
  try {
    return { actor: await actorFromCredential(services.db, credential), staleToken: false };
  } catch (error) {
    if (isDomainError(error) && error.code === "INVALID_TOKEN") return { actor: anonymous(), staleToken: true };
    throw error;
  }
}

/** What the transport knows about the caller. */
export async function callInfo(
  services: Services,
  rules: HttpRules,
  req: IncomingMessage,
  credentials: Credentials,
  correlationId: string,
  keepCookie: (token: string) => void = () => undefined,
): Promise<CallInfo> {
  const address = addressOf(req, rules.trustedHops);
  const { actor, staleToken } = await actorOf(services, credentialFrom(credentials, address));
  const header = (name: string) => {
    const value = req.headers[name];
    return typeof value === "string" ? value : null;
  };
  return {
    actor,
    staleToken,
    correlationId,
    idempotencyKey: header("idempotency-key"),
    stepUp: header("x-step-up"),
    keepCookie,
    address,
    userAgent: req.headers["user-agent"] ?? "",
    fresh: /\bno-cache\b/i.test(req.headers["cache-control"] ?? ""),
    surface: req.headers["sec-fetch-site"] === undefined ? "sdk" : "web",
  };
}

function credentialFrom({ cookie, bearer }: Credentials, address: string): Credential | null {
  if (bearer !== null) return { carrier: "bearer", token: bearer, address };
  return cookie === null ? null : { carrier: "cookie", token: cookie, address };
}

/** Logs errors whose cause the caller is not told. */
function report(services: Services, error: unknown, path: string | undefined, correlationId: string): void {
  const known = domainErrorOf(error);
  if (known.code === "INTERNAL_SERVER_ERROR") services.log.error({ err: known.cause ?? error, path, correlationId }, "a call failed");
  else services.log.debug({ code: known.code, path, correlationId }, "a call was refused");
}
