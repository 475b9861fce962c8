import { randomUUID } from "node:crypto";
import { watchTrouble } from "@amanat/db/log";
import { Pool } from "pg";
import type { Logger } from "pino";
import { type Bell, newBell } from "./bell.ts";
import type { FollowedChain, ScannerConfig } from "./config.ts";
import { follow } from "./kinds.ts";
import { LeaseLost, leaseOn } from "./lease.ts";
import { deliverDue } from "./outbox.ts";
import { ChainMoved, ForeignChain, type ScannerStatus } from "./place.ts";

export type Scanner = { pool: Pool; status(): readonly ScannerStatus[]; stop(): Promise<void> };

/** How often a held lease is renewed, whatever the round is waiting for, in ms. */
const RENEW_MS = 1_000;
/** Longest time between two looks for webhooks that are due again, in ms. News wake the delivery at once. */
const DELIVERY_MS = 100;

/** Connections of one chain's loops, and those that every chain shares: registrations, probes. */
const POOL = { chain: 4, shared: 4 };

/** Starts following every chain and delivering its webhooks. Trouble is logged and tried again; it never throws. */
export function startScanner(config: ScannerConfig, log: Logger): Scanner {
  const pool = new Pool({
    connectionString: config.pgUrl,
    max: POOL.shared + POOL.chain * config.chains.length,
    application_name: "amanat-scanner",
    connectionTimeoutMillis: 5_000,
  });
  pool.on("error", (error) => log.warn({ err: error }, "an idle database connection broke"));
  const following = config.chains.map((chain) => startFollowing(pool, config, chain, log.child({ chain: chain.chain })));
  return {
    pool,
    status: () => following.map((one) => one.status()),
    async stop() {
      await Promise.all(following.map((one) => one.stop()));
      await pool.end();
    },
  };
}

type Following = { status(): ScannerStatus; stop(): Promise<void> };

const unknownYet = (chain: string): ScannerStatus => ({
  chain,
  state: "starting",
  head: null,
  lag: null,
  sealed: null,
  catchUp: null,
  drifts: 0,
  counts: { errors: 0, reorgs: 0, missed: 0, disagreements: 0 },
  nodes: [],
  healthyAt: null,
  lastError: null,
});

/** One chain's loops. Chains share nothing but the process and its connections: one that stands still holds up no other. */
function startFollowing(pool: Pool, config: ScannerConfig, followed: FollowedChain, log: Logger): Following {
  const { chain } = followed;
  const status = unknownYet(chain);
  const lease = leaseOn(pool, chain, randomUUID());
  const bell = newBell();
  const follower = follow({ pool, lease, log, followed, auditMs: config.auditMs, status, wake: () => bell.ring() });
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = Promise.all([
    repeat({ name: "the round", signal, everyMs: config.pollMs, log, status }, () => follower.round()),
    repeat({ name: "the lease's renewal", signal, everyMs: RENEW_MS, log }, async () => {
      if (status.state === "following") await lease.renew();
    }),
    repeat({ name: "the delivery", signal, bell, everyMs: Math.min(DELIVERY_MS, config.pollMs), log }, async () => {
      if (status.state !== "following") return;
      while ((await deliverDue({ pool, chain, url: config.webhookUrl, secret: config.secret, log })) > 0 && !signal.aborted);
    }),
  ]);
  return {
    status: () => ({ ...status, counts: { ...status.counts } }),
    async stop() {
      stopping.abort();
      await loops;
      await lease.release().catch(() => undefined);
    },
  };
}

type Loop = { name: string; signal: AbortSignal; bell?: Bell; everyMs: number; log: Logger; status?: ScannerStatus };

/** How long a loop that failed waits before it tries again, in ms, beside its usual pause. */
const AFTER_FAILURE_MS = 500;

async function repeat({ name, signal, bell = newBell(), everyMs, log, status }: Loop, turn: () => Promise<void>): Promise<void> {
  const trouble = watchTrouble(log, name);
  while (!signal.aborted) {
    let pause = everyMs;
    try {
      await turn();
      trouble.worked();
    } catch (error) {
      const ordinary = error instanceof ChainMoved || error instanceof LeaseLost;
      if (status) {
        if (error instanceof ForeignChain) status.state = "halted";
        status.lastError = error instanceof Error ? error.message : String(error);
        status.counts.errors += 1;
      }
      if (ordinary) log.debug({ err: error }, "starting the round over");
      else trouble.failed(error);
      if (!ordinary) pause += AFTER_FAILURE_MS;
    }
    await bell.wait(pause, signal);
  }
}
