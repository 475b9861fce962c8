import { choresOf, CONSUMERS, FEEDS } from "@amanat/contexts";
import { beat, type Chore, createCtx, type Ctx, type Database, deliverer, feeder, forgetKeys, newId, TENANT_ID } from "@amanat/db";
import { dossierKey } from "@amanat/dossier";
import { fileStore } from "@amanat/files";
import { mailChannel } from "@amanat/notifications/mail";
import { webhookPorts, webhookSettings } from "@amanat/webhooks";
import { anchorSinksOf } from "./anchors.ts";
import type { WorkerConfig } from "./config.ts";
import { runDeadlines } from "./deadlines.ts";
import { type Loop, startLoop } from "./loop.ts";
import { mailConfigOf, startMail } from "./mail.ts";
import type { openPorts } from "./ports.ts";
import { pushOf } from "./push-channel.ts";
import { told } from "./told.ts";

export type Worker = { stop(): Promise<void> };

const HEARTBEAT_MS = 2_000;
/** Deadlines are minutes and days; a second late is on time. */
const DEADLINES_MS = 1_000;
/** A key that is over is free whether its row is gone or not. */
const KEYS_MS = 60_000;

/** Each turn is its own piece of work, with its own correlation id. */
function turnCtx(db: Database): Ctx {
  return createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { correlationId: newId() });
}

/**
 * Starts every loop. Each makes bounded passes over rows that say what is to be done, takes them with
 * SKIP LOCKED or a lease, and may die at any line: any number of workers can run on one database.
 */
export async function startWorker(db: Database, ports: ReturnType<typeof openPorts>, config: WorkerConfig): Promise<Worker> {
  const pollMs = config.WORKER_POLL_MS;
  const outside = {
    rails: ports.rails,
    providers: ports.providers,
    providerMode: config.PAYMENT_PROVIDER_MODE,
    aml: config.aml,
    prices: ports.prices,
    pollMs,
    sweepMs: config.DERIVED_DESTINATION_SWEEP_INTERVAL_MS,
    signer: config.DERIVED_DESTINATION_SWEEP_SIGNER,
    driftThreshold: config.RECONCILIATION_DRIFT_THRESHOLD,
    webhooks: { ...webhookPorts(config), settings: webhookSettings(config) },
    files: fileStore(config),
    dossiers: { key: dossierKey(config), origin: new URL(config.FRONTEND_URL).origin },
    notices: { mail: mailChannel(mailConfigOf(config), new URL(config.FRONTEND_URL).origin), ...pushOf(config) },
    ...anchorSinksOf(config),
  };
  const chores: Chore[] = [
    ...choresOf(outside),
    { name: "reactions", everyMs: pollMs, turn: deliverer(CONSUMERS, ports.crash) },
    ...FEEDS.map((feed) => ({ name: feed.name, everyMs: pollMs, turn: feeder(feed) })),
    { name: "keys", everyMs: KEYS_MS, woken: false, turn: forgetKeys },
    { name: "deadlines", everyMs: DEADLINES_MS, woken: false, turn: runDeadlines },
  ];
  const started = chores.map((chore) => {
    const telling = told(chore.name, chore.turn);
    return { ...chore, loop: startLoop(chore.name, chore.everyMs, db.log, () => telling(turnCtx(db))) };
  });
  const loops = started.map(({ loop }) => loop);
  await startMail(db, config);
  const startedAt = Date.now();
  const heartbeat = startLoop("heartbeat", HEARTBEAT_MS, db.log, () =>
    beat(turnCtx(db), "worker", { pid: process.pid, startedAt: new Date(startedAt).toISOString(), idleMs: idleness(loops, startedAt) }),
  );
  // News from any process is a reason to look at once; polling remains for when a poke is lost.
  const unsubscribe = db.bus.subscribe(() => {
    for (const { loop, woken } of started) if (woken !== false) loop.wake();
  });
  return {
    async stop() {
      unsubscribe();
      await Promise.all([...loops, heartbeat].map((each) => each.stop()));
    },
  };
}

/** Milliseconds since each loop's last good turn: what makes a live process with a stuck loop visible. */
function idleness(loops: readonly Loop[], startedAt: number): Record<string, number> {
  return Object.fromEntries(loops.map((each) => [each.name, Date.now() - (each.lastOkAt() ?? startedAt)]));
}
