import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type HttpRules, sendError, withCorrelation } from "@amanat/api";
import { DomainError, isDomainError } from "@amanat/contracts";
import { uploadOrigin } from "@amanat/files";
import { answers, type FrontDoorPorts, type Listener, pageAnswer } from "./answers.ts";
import { cookieNameOf } from "./build-runtime.ts";
import { captchaForPages } from "./captcha.ts";
import type { WebConfig } from "./config.ts";
import { type HeaderRules, setCommonHeaders } from "./headers.ts";
import { ownHostOf } from "./hosts.ts";
import { type Exchange, routeOf } from "./routes.ts";

const CORRELATION = /^[A-Za-z0-9._:-]{8,128}$/;

/**
 * The only HTTP entrance. Its own routes are answered without Next, which would cost a call five sixths of its throughput; every other path
 * is a page. Never throws.
 */
export function createFrontDoor(ports: FrontDoorPorts): Listener {
  const { config, services, metrics } = ports;
  const headers = headerRules(config);
  const rules = httpRules(config);
  const page = pageAnswer(ports, rules, headers);
  const routes = answers(ports, rules, page);

  async function route(exchange: Exchange): Promise<string> {
    const key = routeOf(exchange.req.method ?? "GET", exchange.url.pathname);
    const answer = key === null ? page : routes[key];
    if (!answer.anyHost && !rules.ownHost(exchange.req.headers.host ?? ""))
      throw new DomainError("ORIGIN_NOT_ALLOWED", "This address is not served here.");
    return answer.serve(exchange);
  }

  return async (req, res) => {
    const startedAt = performance.now();
    const given = req.headers["x-correlation-id"];
    const correlationId = typeof given === "string" && CORRELATION.test(given) ? given : randomUUID();
    setCommonHeaders(res, correlationId, headers);
    let kind = "refused";
    try {
      const url = urlOf(req, config.origin);
      kind = await withCorrelation(correlationId, () => route({ req, res, url, correlationId }));
    } catch (error) {
      if (!isDomainError(error)) services.log.error({ err: error, correlationId, path: req.url?.split("?")[0] }, "a request failed");
      withCorrelation(correlationId, () => sendError(res, error));
    } finally {
      metrics.request(kind, res.statusCode, (performance.now() - startedAt) / 1_000);
    }
  };
}

function headerRules(config: WebConfig): HeaderRules {
  return {
    secure: config.secure,
    dev: config.NODE_ENV === "development",
    captchaOrigin: captchaForPages(config)?.origin ?? null,
    uploadOrigin: uploadOrigin(config),
  };
}

function httpRules(config: WebConfig): HttpRules {
  return {
    origins: [config.origin],
    ownHost: ownHostOf(config),
    scheme: config.secure ? "https" : "http",
    cookieName: cookieNameOf(config),
    trustedHops: config.TRUST_PROXY_HOPS,
  };
}

/** The path is the caller's, the origin is ours. `//evil.example` is a path here, never a host. */
function urlOf(req: IncomingMessage, origin: string): URL {
  const raw = req.url ?? "/";
  if (!raw.startsWith("/") || !URL.canParse(`${origin}${raw}`)) throw new DomainError("NOT_FOUND");
  return new URL(`${origin}${raw}`);
}
