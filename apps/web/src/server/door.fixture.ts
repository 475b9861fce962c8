import { oldestWriter } from "@amanat/db";
import { incidentCounts } from "@amanat/incidents";
import { circuits, reconciliationFigures } from "@amanat/payment";
import type { Server } from "node:http";
import { StreamServer } from "@amanat/api";
import { custodyOf } from "@amanat/chain";
import { pino } from "pino";
import { type Built, buildRuntime } from "./build-runtime.ts";
import { readWebConfig, tellNextAuth, type WebConfig } from "./config.ts";
import { ENDPOINT, type Listener } from "./answers.ts";
import { createFrontDoor } from "./front-door.ts";
import { createMetrics } from "./metrics.ts";
import { serveNextAuth } from "./next-auth.fixture.ts";
import type { Readiness } from "./readiness.ts";
import { installRuntime } from "./runtime.ts";

/** Hardhat's published mnemonic: worth nothing anywhere, and known to be. */
const PUBLISHED = "test test test test test test test test test test test junk";
const { xpub, escrowWallet } = custodyOf(PUBLISHED);

export const SCANNER_SECRET = "4b1d9e8c7f6a5e3d2c1b0a9f8e7d6c5b";

/** An environment that is right, for tests to make wrong. */
export function exampleEnv(changes: Record<string, string> = {}): Record<string, string> {
  return {
    AMANAT_MODE: "demo",
    PORT: "0",
    FRONTEND_URL: "http://localhost:3000",
    PG_URL: "postgres://amanat_app@127.0.0.1:1/amanat",
    JWT_SECRET: "9f3c1e7a5b2d8f60a1c4e7b9d2f5083c6a",
    CHAIN_RPC_URL: "http://127.0.0.1:1",
    CHAIN_ID: "31337",
    CHAIN_FEE_PROXY: escrowWallet,
    ESCROW_WALLET_ADDRESS: escrowWallet,
    DERIVED_DESTINATION_XPUB: xpub,
    AMN_SCANNER_URL: "http://127.0.0.1:1",
    AMN_SCANNER_WEBHOOK_SECRET: SCANNER_SECRET,
    ...changes,
  };
}

export type Door = { origin: string; config: WebConfig; built: Built; readiness: Readiness; close(): Promise<void> };

/** The whole front door on a real port and a real database; only Next is left out: pages answer `page`, and next-auth runs without it. */
export async function openDoor(pgUrl: string, changes: Record<string, string> = {}): Promise<Door> {
  const server = new StreamServer(ENDPOINT);
  const port = await listening(server);
  const config = readWebConfig(exampleEnv({ PG_URL: pgUrl, FRONTEND_URL: `http://localhost:${port}`, ...changes }));
  tellNextAuth(config);
  const built = await buildRuntime(config, pino({ level: "silent" }));
  const door: Door = {
    origin: `http://localhost:${port}`,
    config,
    built,
    readiness: { ready: true, parts: {} },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await built.close();
    },
  };
  const metrics = createMetrics({
    token: config.METRICS_BEARER_TOKEN ?? null,
    openToMachine: config.AMANAT_MODE === "demo",
    streams: () => built.services.realtime.size,
    stuckMs: () => built.services.realtime.stuckMs,
    oldestWriter: () => oldestWriter(built.services.db),
    answers: () => built.services.answers?.counts ?? { hits: 0, misses: 0, evictions: 0 },
    incidents: () => incidentCounts(built.services.db),
    circuits: () => circuits(built.services.db),
    reconciliation: () => reconciliationFigures(built.services.db),
  });
  installRuntime(built.runtime);
  const pages: Listener = async (req, res) => {
    if (req.url?.startsWith("/api/auth/")) return serveNextAuth(req, res);
    if (req.url === "/broken") throw new Error('column "secret" does not exist at 10.0.0.5:5432 password=secret');
    // What Next and next-auth are told of the caller.
    if (req.url === "/told") return void res.end(JSON.stringify(req.headers));
    res.end(`page ${String(req.headers["x-nonce"])}`);
  };
  const listener = createFrontDoor({
    config,
    services: built.services,
    tally: built.tally.counts,
    metrics,
    readiness: () => Promise.resolve(door.readiness),
    pages,
  });
  server.on("request", (req, res) => void listener(req, res));
  return door;
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

/** What a program gets for a password: the first bearer of a session of its own. */
export async function bearerOf(door: Door, email: string, password: string): Promise<string> {
  const response = await fetch(`${door.origin}/api/trpc/auth.signIn`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const answer = (await response.json()) as { result?: { data: { accessToken: string } } };
  if (!answer.result) throw new Error(`sign-in was refused: ${JSON.stringify(answer)}`);
  return answer.result.data.accessToken;
}
