import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "@amanat/contracts";
import type { ReconciliationFigures } from "@amanat/payment";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { isLoopback } from "./hosts.ts";
import { showReconciliation } from "./reconciliation-metrics.ts";

export interface Metrics {
  call(path: string, outcome: string): void;
  request(kind: string, status: number, seconds: number): void;
  serve(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

export type MetricsOptions = {
  token: string | null;
  /** Whether callers on this machine need no token: only in the demo, since in production a proxy on this machine forwards everybody. */
  openToMachine: boolean;
  /** Open event streams, counted when scraped. */
  streams: () => number;
  /** For how long nothing could be told to the streams, in milliseconds. */
  stuckMs: () => number;
  /** Seconds for which the oldest transaction that has written is open. */
  oldestWriter: () => Promise<number>;
  /** Answers that were kept, since the process began. */
  answers: () => { hits: number; misses: number; evictions: number };
  /** Open incidents, counted when scraped; empty when the database does not answer. */
  incidents: () => Promise<readonly { kind: string; state: string; n: number }[]>;
  /** The circuits of the providers that the worker calls, read when scraped; empty when the database does not answer. */
  circuits: () => Promise<readonly { provider: string; circuit: string }[]>;
  /** What the comparisons of books and chain have found, read when scraped; empty when the database does not answer. */
  reconciliation: () => Promise<readonly ReconciliationFigures[]>;
};

const CIRCUITS: Readonly<Record<string, number>> = { closed: 0, half_open: 1, open: 2 };

/** One gauge for each circuit, by the name of the provider behind it. */
function showCircuits(registry: Registry, asked: MetricsOptions["circuits"]): void {
  const gauge: Gauge = new Gauge({
    name: "amanat_provider_circuit",
    help: "Circuit before a payment provider: 0 closed, 1 one call on trial, 2 open",
    labelNames: ["provider"],
    registers: [registry],
    async collect() {
      const found = await asked();
      gauge.reset();
      for (const { provider, circuit } of found) gauge.set({ provider }, CIRCUITS[circuit] ?? Number.NaN);
    },
  });
}

/** Counts what the process's own counters say when scraped. */
function countKept(registry: Registry, counts: MetricsOptions["answers"]): void {
  const answers: Counter = new Counter({
    name: "amanat_kept_answers_total",
    help: "Answers that may be kept: given out again (hits), made (misses), dropped for want of room (evictions)",
    labelNames: ["outcome"],
    registers: [registry],
    collect() {
      answers.reset();
      for (const [outcome, count] of Object.entries(counts())) answers.inc({ outcome }, count);
    },
  });
}

/** Prometheus metrics of this process. */
export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  countKept(registry, options.answers);
  showCircuits(registry, options.circuits);
  showReconciliation(registry, options.reconciliation);
  const calls = new Counter({
    name: "amanat_calls_total",
    help: "Procedure calls by outcome",
    labelNames: ["procedure", "outcome"],
    registers: [registry],
  });
  const requests = new Histogram({
    name: "amanat_http_seconds",
    help: "Time to answer, by kind of path",
    labelNames: ["kind", "status"],
    registers: [registry],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
  });
  const streams: Gauge = new Gauge({
    name: "amanat_streams",
    help: "Open event streams",
    registers: [registry],
    collect: () => streams.set(options.streams()),
  });
  const stuck: Gauge = new Gauge({
    name: "amanat_streams_stuck_seconds",
    help: "Time for which no event could be told, because a transaction that began before it is open",
    registers: [registry],
    collect: () => stuck.set(options.stuckMs() / 1_000),
  });
  const writer: Gauge = new Gauge({
    name: "amanat_oldest_writer_seconds",
    help: "Age of the oldest open transaction that has written; readers of events stand behind it, and none of ours takes a second",
    registers: [registry],
    async collect() {
      writer.set(await options.oldestWriter().catch(() => Number.NaN));
    },
  });
  const incidents: Gauge = new Gauge({
    name: "amanat_incidents",
    help: "What needs a person and is not closed",
    labelNames: ["kind", "state"],
    registers: [registry],
    async collect() {
      const found = await options.incidents();
      incidents.reset();
      for (const { n, ...labels } of found) incidents.set(labels, n);
    },
  });
  return {
    call: (procedure, outcome) => calls.inc({ procedure, outcome }),
    request: (kind, status, seconds) => requests.observe({ kind, status: String(status) }, seconds),
    async serve(req, res) {
      admit(req, options);
      res.setHeader("content-type", registry.contentType);
      res.end(await registry.metrics());
    },
  };
}

/** A configured token is required, also from this machine. Errors: FORBIDDEN, AUTHENTICATION_REQUIRED. */
function admit(req: IncomingMessage, { token, openToMachine }: MetricsOptions): void {
  if (token === null) {
    if (!openToMachine) throw new DomainError("FORBIDDEN", "Set METRICS_BEARER_TOKEN to read these figures.");
    if (!isLoopback(req.socket.remoteAddress)) throw new DomainError("FORBIDDEN");
    return;
  }
  const given = Buffer.from((req.headers.authorization ?? "").replace(/^Bearer /i, ""));
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new DomainError("AUTHENTICATION_REQUIRED");
}
