import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { verifyMessage } from "@amanat/payment/amn-scanner";
import { idSchema, watchTargetInput } from "@amanat/contracts";
import type { Logger } from "pino";
import type { ScannerConfig } from "./config.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { undeliveredOf } from "./outbox.ts";
import type { Scanner } from "./scanner.ts";
import * as z from "zod";
import { registerTarget } from "./targets.ts";

/** Far above what a target needs. */
const MAX_BODY = 16_384;
/** Without a healthy round for this long, in ms, we are not ready. */
const STALE_MS = 10_000;

const targetId = z.union([idSchema("intent"), idSchema("wallet")]);

/** The scanner's own small surface: `PUT /targets/:id` (signed), `GET /health`, `GET /readyz`, `GET /metrics`. Resolves when it listens. */
export async function serve(config: ScannerConfig, scanner: Scanner, log: Logger): Promise<Server> {
  const metrics = createMetrics(config, scanner);
  const server = createServer((request, response) => {
    route({ config, scanner, metrics }, request, response).catch((error: unknown) => {
      log.error({ err: error }, "a request failed");
      if (response.headersSent) response.destroy();
      else answer(response, 503, { error: "unavailable" });
    });
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
  return server;
}

type Served = { config: ScannerConfig; scanner: Scanner; metrics: Metrics };

const PROBES = ["/health", "/healthz", "/readyz", "/metrics"];

async function route({ config, scanner, metrics }: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  if (path === null) return answer(response, 404, { error: "not found" });
  const target = /^\/targets\/([^/]{1,100})$/.exec(path)?.[1];
  if (target !== undefined) {
    if (request.method !== "PUT") return answer(response, 405, { error: "method not allowed" }, { allow: "PUT" });
    return putTarget(config, scanner, target, request, response);
  }
  if (!PROBES.includes(path)) return answer(response, 404, { error: "not found" });
  if (request.method !== "GET" && request.method !== "HEAD")
    return answer(response, 405, { error: "method not allowed" }, { allow: "GET" });
  if (path === "/metrics") return metrics.serve(request, response);
  if (path !== "/readyz") return answer(response, 200, { status: "ok" });
  return answer(response, ...(await readiness(scanner)));
}

/** The path, decoded once; null for what no path of ours is written like. */
function pathOf({ url = "/" }: IncomingMessage): string | null {
  if (!url.startsWith("/") || !URL.canParse(`http://scanner${url}`)) return null;
  try {
    return decodeURIComponent(new URL(`http://scanner${url}`).pathname);
  } catch {
    return null;
  }
}

async function putTarget(
  config: ScannerConfig,
  scanner: Scanner,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const raw = await bodyOf(request);
  if (raw === null) return answer(response, 413, { error: "body too large" }, { connection: "close" });
  if (!verifyMessage(config.secret, request.headers, raw)) return answer(response, 401, { error: "signature refused" });
  const parsed = watchTargetInput.safeParse(jsonOf(raw));
  if (!targetId.safeParse(id).success || !parsed.success) return answer(response, 400, { error: "not a target" });
  const chains = config.chains.map(({ chain }) => chain);
  if (!chains.includes(parsed.data.chain)) return answer(response, 400, { error: `this scanner watches ${chains.join(", ")}` });
  const stored = await registerTarget(scanner.pool, id, parsed.data);
  if (stored === "conflict") return answer(response, 409, { error: "the target exists with other content" });
  return answer(response, 200, { status: stored });
}

async function readiness(scanner: Scanner): Promise<[number, object]> {
  const waiting = await undeliveredOf(scanner.pool).catch(() => null);
  const chains = scanner.status().map((status) => {
    const fresh = status.healthyAt !== null && Date.now() - status.healthyAt.getTime() < STALE_MS;
    const ready = fresh && (status.state === "following" || status.state === "standby");
    return { ready, ...status, undelivered: waiting === null ? null : (waiting.get(status.chain) ?? 0) };
  });
  const ready = waiting !== null && chains.every((chain) => chain.ready);
  return [ready ? 200 : 503, { ready, chains }];
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    return null;
  }
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers }).end(JSON.stringify(body));
}
