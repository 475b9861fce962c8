import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  addressOf,
  createDownloadHandler,
  createHttpHandler,
  createTelegramHandler,
  type HttpHandler,
  type HttpRules,
  sendError,
  type Services,
  withCorrelation,
} from "@amanat/api";
import { DomainError, isDomainError } from "@amanat/contracts";
import { createCtx, TENANT_ID } from "@amanat/db";
import { ADDRESS_HEADER } from "./address-header.ts";
import { cookieNameOf } from "./build-runtime.ts";
import { captchaForPages } from "./captcha.ts";
import type { WebConfig } from "./config.ts";
import { serveDevWallet } from "./dev-wallet.ts";
import { type HeaderRules, setCommonHeaders, setContentPolicy } from "./headers.ts";
import { ownHostOf } from "./hosts.ts";
import type { Metrics } from "./metrics.ts";
import type { Readiness } from "./readiness.ts";
import { type Answer, type Exchange, routeOf, type Routes } from "./routes.ts";
import { serveScannerWebhook } from "./webhook.ts";

export type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export type FrontDoorPorts = {
  config: WebConfig;
  services: Services;
  metrics: Metrics;
  readiness: () => Promise<Readiness>;
  /** Next's handler: everything that is a page or an asset, and next-auth. */
  pages: Listener;
};

const CORRELATION = /^[A-Za-z0-9._:-]{8,128}$/;

/**
 * The one HTTP entrance. What is below itself it answers without Next, because a Next route costs a
 * call five sixths of its throughput; every other path is a page. Never throws.
 */
export function createFrontDoor(ports: FrontDoorPorts): Listener {
  const { config, services, metrics } = ports;
  const headers = headerRules(config);
  const rules = httpRules(config);
  const { ownHost } = rules;
  const observe = (procedure: string, outcome: string): void => metrics.call(procedure, outcome);
  const webhookCtx = createCtx(services.db, { kind: "system", tenantId: TENANT_ID, process: "web" }, { log: services.log });

  const probe = (kind: string, answer: () => Promise<[status: number, body: unknown]>): Answer => ({
    anyHost: true,
    async serve({ res }) {
      const [status, body] = await answer();
      res.statusCode = status;
      res.setHeader("content-type", "application/json");
      res.setHeader("cache-control", "no-store");
      res.end(JSON.stringify(body));
      return kind;
    },
  });
  const handled = (kind: string, handler: HttpHandler): Answer => ({
    async serve({ req, res, url, correlationId }) {
      await handler(req, res, url, correlationId);
      return kind;
    },
  });
  const page: Answer = {
    async serve({ req, res }) {
      asOurselves(req, config);
      setContentPolicy(req, res, headers);
      await ports.pages(req, res);
      return "page";
    },
  };
  const alive = probe("health", async () => [200, { status: "ok" }]);

  const routes: Routes = {
    "GET /health": alive,
    "GET /healthz": alive,
    "GET /readyz": probe("readyz", async () => {
      const { ready, parts } = await ports.readiness();
      return [ready ? 200 : 503, { status: ready ? "ready" : "not_ready", parts }];
    }),
    "GET /metrics": {
      anyHost: true,
      async serve({ req, res }) {
        await metrics.serve(req, res);
        return "metrics";
      },
    },
    "POST /api/amn-scanner/webhook": {
      anyHost: true,
      async serve({ req, res, correlationId }) {
        await serveScannerWebhook({ ...webhookCtx, correlationId }, config.AMN_SCANNER_WEBHOOK_SECRET, req, res);
        return "webhook";
      },
    },
    "* /api/trpc/*": handled("trpc", createHttpHandler(services, { endpoint: "/api/trpc", rules, observe })),
    "GET /api/download/*": handled("download", createDownloadHandler(services, { endpoint: "/api/download", rules, observe })),
    "POST /api/auth/telegram": handled("telegram", createTelegramHandler(services, { rules, observe })),
    // next-auth lives in Next.
    "* /api/auth/*": page,
    "* /__dev/*": {
      async serve({ req, res, url }) {
        const rpc = config.AMANAT_MODE === "demo" ? config.DEV_WALLET_RPC_URL : undefined;
        if (rpc === undefined || !(await serveDevWallet(rpc, url.pathname, req, res))) throw new DomainError("NOT_FOUND");
        return "dev";
      },
    },
  };

  async function route(exchange: Exchange): Promise<string> {
    const key = routeOf(exchange.req.method ?? "GET", exchange.url.pathname);
    const answer = key === null ? page : routes[key];
    if (!answer.anyHost && !ownHost(exchange.req.headers.host ?? ""))
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
  return { secure: config.secure, dev: config.NODE_ENV === "development", captchaOrigin: captchaForPages(config)?.origin ?? null };
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

/** What Next and next-auth believe about a request comes from us, never from its sender. */
function asOurselves(req: IncomingMessage, config: WebConfig): void {
  req.headers[ADDRESS_HEADER] = addressOf(req, config.TRUST_PROXY_HOPS);
  req.headers["x-forwarded-host"] = req.headers.host;
  req.headers["x-forwarded-proto"] = config.secure ? "https" : "http";
  delete req.headers["x-forwarded-port"];
  delete req.headers["x-middleware-subrequest"];
}

/** The path is the caller's, the origin is ours. `//evil.example` is a path here, never a host. */
function urlOf(req: IncomingMessage, origin: string): URL {
  const raw = req.url ?? "/";
  if (!raw.startsWith("/") || !URL.canParse(`${origin}${raw}`)) throw new DomainError("NOT_FOUND");
  return new URL(`${origin}${raw}`);
}
