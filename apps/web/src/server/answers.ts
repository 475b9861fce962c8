import type { IncomingMessage, ServerResponse } from "node:http";
import {
  addressOf,
  createDownloadHandler,
  createFileHandler,
  createHttpHandler,
  createMirrorHandler,
  createTelegramHandler,
  createUploadHandler,
  type HttpHandler,
  type HttpRules,
  networkOf,
  type Services,
} from "@amanat/api";
import {
  type AskingProvider,
  DomainError,
  isDomainError,
  PROVIDER_NAMES,
  PROVIDER_QUESTIONS,
  PROVIDER_WEBHOOKS,
  type ProviderName,
} from "@amanat/contracts";
import { publishedKeys } from "@amanat/dossier";
import { createCtx, TENANT_ID } from "@amanat/db";
import type { DeliveryTally } from "@amanat/payment";
import { ADDRESS_HEADER } from "./address-header.ts";
import type { WebConfig } from "./config.ts";
import { serveDevWallet } from "./dev-wallet.ts";
import { type HeaderRules, setContentPolicy } from "./headers.ts";
import type { Metrics } from "./metrics.ts";
import { requireNextAuthCall } from "./next-auth-door.ts";
import { OPEN_ID_PROVIDERS } from "./open-id-clients.ts";
import { paintFirst } from "./paint-first.ts";
import type { Readiness } from "./readiness.ts";
import type { Answer, Routes } from "./routes.ts";
import { serveMailReport } from "./mail-report.ts";
import { serveUnsubscribe } from "./unsubscribe.ts";
import { serveQuestion, serveWebhook } from "./webhook.ts";

/** Below it, procedures are called. */
export const ENDPOINT = "/api/trpc";

export type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export type FrontDoorPorts = {
  config: WebConfig;
  services: Services;
  metrics: Metrics;
  /** What comes to providers' webhooks is counted here. */
  tally: DeliveryTally;
  readiness: () => Promise<Readiness>;
  /** Next's handler: pages, assets and next-auth. */
  pages: Listener;
};

/** A small JSON answer for monitoring, under any host name. */
function probe(kind: string, answer: () => Promise<[status: number, body: unknown]>): Answer {
  return {
    anyHost: true,
    async serve({ res }) {
      const [status, body] = await answer();
      res.statusCode = status;
      res.setHeader("content-type", "application/json");
      res.setHeader("cache-control", "no-store");
      res.end(JSON.stringify(body));
      return kind;
    },
  };
}

function handled(kind: string, handler: HttpHandler): Answer {
  return {
    async serve({ req, res, url, correlationId }) {
      await handler(req, res, url, correlationId);
      return kind;
    },
  };
}

/** Larger than any form of a page or of next-auth. */
const PAGE_BODY_LIMIT = 64 * 1024;

/**
 * Refuses large bodies, because Next and next-auth read a body to its end. Node enforces an announced length; a body without one is refused.
 * Errors: PAYLOAD_TOO_LARGE.
 */
function requireSmallBody({ headers }: IncomingMessage): void {
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > PAGE_BODY_LIMIT)
    throw new DomainError("PAYLOAD_TOO_LARGE");
}

const NEXT_AUTH = "/api/auth/";
/** The steps at which next-auth calls a provider's server. */
const NEXT_AUTH_OUTSIDE = new RegExp(`^/api/auth/(signin|callback)/(${Object.keys(OPEN_ID_PROVIDERS).join("|")})(/|$)`, "i");

/** The decoded path. Errors: NOT_FOUND. */
function plainPath({ pathname }: URL): string {
  let path: string;
  try {
    path = decodeURIComponent(pathname).replaceAll(/\/+/g, "/");
  } catch {
    throw new DomainError("NOT_FOUND");
  }
  if (/\p{Cc}/u.test(path)) throw new DomainError("NOT_FOUND");
  return path;
}

/**
 * Counts a step that makes us call a provider's server. Over the limit, a GET is redirected to a page that says so (returns false), and
 * anything else gets the error. Errors: RATE_LIMITED.
 */
async function mayAskOutside({ config, services }: FrontDoorPorts, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  try {
    await services.limits?.take("outside", networkOf(addressOf(req, config.TRUST_PROXY_HOPS)));
    return true;
  } catch (error) {
    if (!isDomainError(error) || req.method !== "GET") throw error;
    res.writeHead(303, { location: `/sign-in?error=${error.code}`, "cache-control": "no-store" }).end();
    return false;
  }
}

/** Pages and assets are only read. Next would answer some other methods, and TRACE with an error of its own. */
function requireReading({ method = "" }: IncomingMessage, config: WebConfig): void {
  // Next's development overlay posts to itself.
  if (method !== "GET" && method !== "HEAD" && config.NODE_ENV !== "development") throw new DomainError("METHOD_NOT_ALLOWED");
}

/**
 * Everything that Next answers: pages, assets, next-auth.
 * Errors: NOT_FOUND, METHOD_NOT_ALLOWED, PAYLOAD_TOO_LARGE, RATE_LIMITED, and `requireNextAuthCall`'s.
 */
export function pageAnswer(ports: FrontDoorPorts, rules: HttpRules, headers: HeaderRules): Answer {
  return {
    async serve({ req, res, url }) {
      const path = plainPath(url);
      requireSmallBody(req);
      if (path.startsWith(NEXT_AUTH)) requireNextAuthCall(req, url, path, rules);
      else requireReading(req, ports.config);
      asOurselves(req, ports.config);
      if (NEXT_AUTH_OUTSIDE.test(path) && !(await mayAskOutside(ports, req, res))) return "refused";
      setContentPolicy(req, res, headers);
      paintFirst(req, res);
      await ports.pages(req, res);
      return "page";
    },
  };
}

type WebhookRoutes = Pick<Routes, (typeof PROVIDER_WEBHOOKS)[ProviderName] | (typeof PROVIDER_QUESTIONS)[AskingProvider]>;

/** Each provider's webhook, at its path, and where those that do ask us. */
function webhooks({ config, services, tally }: FrontDoorPorts): WebhookRoutes {
  const ctx = createCtx(services.db, { kind: "system", tenantId: TENANT_ID, process: "web" }, { log: services.log });
  const answer = (name: ProviderName): Answer => ({
    anyHost: true,
    async serve({ req, res, correlationId }) {
      await serveWebhook({ ...ctx, correlationId }, { name, settings: config.providers, tally }, req, res);
      return "webhook";
    },
  });
  const told = (name: AskingProvider): Answer => ({
    anyHost: true,
    async serve({ req, res, correlationId }) {
      await serveQuestion({ ...ctx, correlationId }, { name, origin: config.origin, payIn: services.payIn }, req, res);
      return "webhook";
    },
  });
  const asking = Object.keys(PROVIDER_QUESTIONS) as AskingProvider[];
  return Object.fromEntries([
    ...PROVIDER_NAMES.map((name) => [PROVIDER_WEBHOOKS[name], answer(name)] as const),
    ...asking.map((name) => [PROVIDER_QUESTIONS[name], told(name)] as const),
  ]) as WebhookRoutes;
}

const UNSUBSCRIBE = "notifications.unsubscribe";

/** Routes for programs: metrics, and the webhooks of those who bring payments in or deliver mail. */
function machines(
  ports: FrontDoorPorts,
): Pick<Routes, "GET /metrics" | "GET /.well-known/amanat-dossier.json" | "POST /api/resend/webhook" | "* /api/notices/unsubscribe"> &
  WebhookRoutes {
  const { config, services, metrics } = ports;
  const ctx = createCtx(services.db, { kind: "system", tenantId: TENANT_ID, process: "web" }, { log: services.log });
  const keys = JSON.stringify(publishedKeys(config));
  return {
    ...webhooks(ports),
    "GET /.well-known/amanat-dossier.json": {
      async serve({ res }) {
        res
          .writeHead(200, {
            "content-type": "application/json",
            "cache-control": "public, max-age=300",
            "access-control-allow-origin": "*",
          })
          .end(keys);
        return "dossier keys";
      },
    },
    "POST /api/resend/webhook": {
      anyHost: true,
      async serve({ req, res, correlationId }) {
        await serveMailReport({ ...ctx, correlationId }, config.RESEND_WEBHOOK_SECRET ?? null, req, res);
        return "webhook";
      },
    },
    "* /api/notices/unsubscribe": {
      async serve({ req, res, url, correlationId }) {
        await serveUnsubscribe(
          { ...ctx, actor: { kind: "anonymous", tenantId: TENANT_ID }, correlationId, verb: UNSUBSCRIBE },
          req,
          res,
          url,
        );
        return "unsubscribe";
      },
    },
    "GET /metrics": {
      anyHost: true,
      async serve({ req, res }) {
        await metrics.serve(req, res);
        return "metrics";
      },
    },
  };
}

/** The answer of each row of the matrix. */
export function answers(ports: FrontDoorPorts, rules: HttpRules, page: Answer): Routes {
  const { config, services, metrics } = ports;
  const observe = (procedure: string, outcome: string): void => metrics.call(procedure, outcome);
  const alive = probe("health", async () => [200, { status: "ok" }]);
  return {
    ...machines(ports),
    "GET /health": alive,
    "GET /healthz": alive,
    "GET /readyz": probe("readyz", async () => {
      const { ready, parts } = await ports.readiness();
      return [ready ? 200 : 503, { status: ready ? "ready" : "not_ready", parts }];
    }),
    "* /api/trpc/*": handled("trpc", createHttpHandler(services, { endpoint: ENDPOINT, rules, observe })),
    "GET /api/download/*": handled("download", createDownloadHandler(services, { endpoint: "/api/download", rules, observe })),
    "PUT /api/upload/*": handled("upload", createUploadHandler(services, { endpoint: "/api/upload", rules, observe })),
    "GET /api/files/*": handled("file", createFileHandler(services, { endpoint: "/api/files", rules, observe })),
    "POST /api/realtime/authorize": handled("realtime", createMirrorHandler(services, { rules, observe })),
    "POST /api/auth/telegram": handled("telegram", createTelegramHandler(services, { rules, observe })),
    "* /api/auth/*": page,
    "* /__dev/*": {
      async serve({ req, res, url }) {
        const served = config.AMANAT_MODE === "demo" && config.DEV_WALLET && (await serveDevWallet(config.chains, url.pathname, req, res));
        if (!served) throw new DomainError("NOT_FOUND");
        return "dev";
      },
    },
  };
}

/** The headers that Next and next-auth trust are set by us, never by the sender. */
function asOurselves(req: IncomingMessage, config: WebConfig): void {
  req.headers[ADDRESS_HEADER] = addressOf(req, config.TRUST_PROXY_HOPS);
  req.headers["x-forwarded-host"] = req.headers.host;
  req.headers["x-forwarded-proto"] = config.secure ? "https" : "http";
  delete req.headers["x-forwarded-port"];
  delete req.headers["x-middleware-subrequest"];
}
