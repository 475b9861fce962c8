import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isLocalChain } from "@amanat/chain";
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { ScannerConfig } from "./config.ts";
import { undeliveredOf } from "./outbox.ts";
import type { ScannerStatus } from "./place.ts";
import type { Scanner } from "./scanner.ts";

export type Metrics = { serve(request: IncomingMessage, response: ServerResponse): Promise<void> };

/** Figures of each chain as they are when asked for: what the status says, by name. `null` is shown as NaN: not known. */
const GAUGES: Readonly<Record<string, [help: string, of: (status: ScannerStatus) => number | null]>> = {
  amanat_scanner_head: ["Newest block of the chain as its node has it", ({ head }) => head],
  amanat_scanner_lag_blocks: ["Blocks the node has and that are not read", ({ lag }) => lag],
  amanat_scanner_sealed: ["Newest block that is not looked at again", ({ sealed }) => sealed],
  amanat_scanner_following: ["1 where this copy reads the chain", ({ state }) => Number(state === "following")],
  amanat_scanner_halted: [
    "1 while the chain is not the one that was followed: an operator decides",
    ({ state }) => Number(state === "halted"),
  ],
  amanat_scanner_drifts: ["Balances that what came and went does not explain", ({ drifts }) => drifts],
  amanat_scanner_catch_up_seconds: [
    "Time that catching up still takes; 0 when it does not",
    ({ catchUp }) => (catchUp ? catchUp.secondsLeft : 0),
  ],
};

const COUNTERS: Readonly<Record<string, [help: string, of: (status: ScannerStatus) => number]>> = {
  amanat_scanner_errors_total: ["Rounds that failed", ({ counts }) => counts.errors],
  amanat_scanner_reorgs_total: ["Reorganisations of the chain", ({ counts }) => counts.reorgs],
  amanat_scanner_missed_total: ["Transfers that the first reading had not found", ({ counts }) => counts.missed],
  amanat_scanner_disagreements_total: ["Times that nodes had different blocks at a final height", ({ counts }) => counts.disagreements],
};

/** Prometheus metrics of this process. */
export function createMetrics(config: ScannerConfig, scanner: Scanner): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const chained = { labelNames: ["chain"], registers };
  for (const [name, [help, of]] of Object.entries(GAUGES)) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      ...chained,
      collect: () => scanner.status().forEach((status) => gauge.set({ chain: status.chain }, of(status) ?? Number.NaN)),
    });
  }
  for (const [name, [help, of]] of Object.entries(COUNTERS)) {
    const counter: Counter = new Counter({
      name,
      help,
      ...chained,
      collect() {
        counter.reset();
        for (const status of scanner.status()) counter.inc({ chain: status.chain }, of(status));
      },
    });
  }
  countNodes(registry, scanner);
  const undelivered: Gauge = new Gauge({
    name: "amanat_scanner_undelivered",
    help: "Webhooks that the product has not taken yet",
    ...chained,
    async collect() {
      const waiting = await undeliveredOf(scanner.pool).catch(() => null);
      for (const { chain } of scanner.status()) undelivered.set({ chain }, waiting === null ? Number.NaN : (waiting.get(chain) ?? 0));
    },
  });
  return {
    async serve(request, response) {
      const refused = refusal(request, config);
      if (refused !== null) return void response.writeHead(refused, { "cache-control": "no-store" }).end();
      response.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" }).end(await registry.metrics());
    },
  };
}

/** How each node does, by its host. */
function countNodes(registry: Registry, scanner: Scanner): void {
  const labelled = { labelNames: ["chain", "node"], registers: [registry] };
  const latency: Gauge = new Gauge({
    name: "amanat_scanner_node_seconds",
    help: "What an answer of a node takes of late",
    ...labelled,
    collect() {
      for (const { chain, nodes } of scanner.status())
        for (const { name, latencyMs } of nodes) latency.set({ chain, node: name }, (latencyMs ?? Number.NaN) / 1_000);
    },
  });
  const calls: Counter = new Counter({
    name: "amanat_scanner_node_calls_total",
    help: "Questions to a node",
    ...labelled,
    collect() {
      calls.reset();
      for (const { chain, nodes } of scanner.status()) for (const node of nodes) calls.inc({ chain, node: node.name }, node.calls);
    },
  });
  const failures: Counter = new Counter({
    name: "amanat_scanner_node_failures_total",
    help: "Questions a node did not answer, and answers that were wrong or behind",
    ...labelled,
    collect() {
      failures.reset();
      for (const { chain, nodes } of scanner.status()) for (const node of nodes) failures.inc({ chain, node: node.name }, node.failures);
    },
  });
}

/** The status that a caller is turned away with; null for who may see the figures. A token that is set is required on this machine too. */
function refusal(request: IncomingMessage, { metricsToken, chains }: ScannerConfig): 401 | 403 | null {
  if (metricsToken === null) {
    // Local chains are a demo's. Elsewhere a proxy on this machine forwards everybody.
    const open = chains.every(({ chain }) => isLocalChain(chain)) && /^(::1|(::ffff:)?127\.)/.test(request.socket.remoteAddress ?? "");
    return open ? null : 403;
  }
  const given = Buffer.from((request.headers.authorization ?? "").replace(/^Bearer /i, ""));
  const wanted = Buffer.from(metricsToken);
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? null : 401;
}
