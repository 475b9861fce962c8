import { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { StreamServer } from "@amanat/api";
import { openReader } from "@amanat/chain";
import { createCtx, oldestWriter, TENANT_ID } from "@amanat/db";
import { openLog } from "@amanat/db/log";
import { verifyVersion } from "@amanat/db/server";
import { circuits, reconciliationFigures, watchersOf } from "@amanat/payment";
import next from "next";
import { type Built, buildRuntime } from "./src/server/build-runtime.ts";
import { readWebConfig, tellNextAuth, type WebConfig } from "./src/server/config.ts";
import { ENDPOINT, type Listener } from "./src/server/answers.ts";
import { createFrontDoor } from "./src/server/front-door.ts";
import { incidentCounts } from "@amanat/incidents";
import { createMetrics } from "./src/server/metrics.ts";
import { readiness, shared } from "./src/server/readiness.ts";
import { installRuntime } from "./src/server/runtime.ts";

/** Time that everything but streams has to finish when the process ends. */
const GRACE_MS = 5_000;
/** How long a start waits for the database. */
const PATIENCE_MS = 10_000;

const config = configured();
const log = openLog({ name: "web", level: config.LOG_LEVEL });

await start().catch((error: unknown) => stop(error instanceof Error ? error.message : String(error)));

function configured(): WebConfig {
  try {
    return readWebConfig();
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error));
  }
}

/** Prints one clear line and exits. */
function stop(reason: string): never {
  process.stderr.write(`web: ${reason.split("\n")[0]}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  tellNextAuth(config);
  await verified();
  const built = await buildRuntime(config, log);
  installRuntime(built.runtime);
  // Next hears of upgrades, which in development are its own, by a server that is never opened: it would answer those of streams too.
  const upgrades = new Server();
  const server = new StreamServer(ENDPOINT, upgrades);
  const prepared = Promise.withResolvers<Listener>();
  const pages: Listener = async (req, res) => (await prepared.promise)(req, res);
  const door = createFrontDoor({ config, services: built.services, tally: built.tally.counts, pages, ...observation(built) });
  // Before listening: a request that meets no listener would never be answered. Pages wait for Next, calls do not.
  server.on("request", (req, res) => void door(req, res));
  // Taken before Next is prepared, so that a port in use is reported at once and not after ten seconds.
  await listen(server);
  prepared.resolve(await preparePages(upgrades));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void close(server, built));
  log.info({ port: config.PORT, mode: config.AMANAT_MODE }, "listening");
}

/** Waits for a database that is starting: this process may have been restarted together with it. */
async function verified(): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; ;) {
    try {
      return await verifyVersion(config.PG_URL);
    } catch (error) {
      const unreachable = error instanceof Error && "code" in error;
      if (!unreachable) throw error;
      if (Date.now() > deadline) throw new Error(`PG_URL: the database cannot be reached (${String(error.code)})`, { cause: error });
      await sleep(500);
    }
  }
}

function observation({ services }: Built) {
  const ctx = createCtx(services.db, { kind: "system", tenantId: TENANT_ID, process: "web" }, { log });
  const chains = config.chains.map((settings) => openReader(settings));
  const stuckMs = (): number => services.realtime.stuckMs;
  const ports = { ctx, chains, watchers: watchersOf(config.providers), verifyVersion: () => verifyVersion(config.PG_URL), stuckMs };
  return {
    metrics: createMetrics({
      token: config.METRICS_BEARER_TOKEN ?? null,
      openToMachine: config.AMANAT_MODE === "demo",
      streams: () => services.realtime.size,
      stuckMs,
      oldestWriter: () => oldestWriter(services.db),
      answers: () => services.answers?.counts ?? { hits: 0, misses: 0, evictions: 0 },
      incidents: () => incidentCounts(services.db),
      circuits: () => circuits(services.db),
      reconciliation: () => reconciliationFigures(services.db),
    }),
    readiness: shared(() => readiness(ports)),
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new Error(`port ${config.PORT} is taken; set PORT to another one`) : error);
    });
    server.listen({ port: config.PORT, ...(config.HOST ? { host: config.HOST } : {}) }, resolve);
  });
}

async function preparePages(httpServer: Server): Promise<Listener> {
  const app = next({
    dev: config.NODE_ENV === "development",
    dir: fileURLToPath(new URL(".", import.meta.url)),
    customServer: true,
    httpServer,
    hostname: new URL(config.origin).hostname,
    port: config.PORT,
  });
  await app.prepare();
  return app.getRequestHandler();
}

/** Streams are cut, so that clients resume elsewhere; calls in flight finish; pools close last. */
async function close(server: Server, built: Built): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 500).unref();
  setTimeout(() => process.exit(0), GRACE_MS).unref();
  await closed;
  await built.close();
  process.exit(0);
}
