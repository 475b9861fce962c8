import { forgetExpired } from "@amanat/auth";
import { beat, createCtx, type Ctx, type Database, deliverer, newId, TENANT_ID } from "@amanat/db";
import { takeLiabilities } from "@amanat/ledger";
import {
  advancePayouts,
  advanceSweeps,
  processInbox,
  recheckOrphans,
  reconcileNative,
  refreshTransfers,
  watchIntents,
} from "@amanat/payment";
import type { WorkerConfig } from "./config.ts";
import { runDeadlines } from "./deadlines.ts";
import { type Loop, startLoop } from "./loop.ts";
import { startMail } from "./mail.ts";
import type { openPorts, WorkerRail } from "./ports.ts";
import { CONSUMERS } from "./reactions.ts";
import { told } from "./told.ts";
import { anchorSinksOf, auditSealer, sealer } from "./seal.ts";

export type Worker = { stop(): Promise<void> };

const HEARTBEAT_MS = 2_000;
const ORPHANS_MS = 10_000;
/** Native coin nobody was asked for may be found a little later. */
const NATIVE_MS = 5_000;
const SEAL_MS = 250;
/** Entries are read by people; a second in which the newest are not sealed is nothing to them. */
const SEAL_AUDIT_MS = 1_000;
/** How often it is looked whether stock of what we owe is due, and how old the last may be. */
const LIABILITIES_MS = 10_000;
const LIABILITIES_AGE_MS = 3_600_000;
/** Ended tokens and challenges are kept for days; a minute more is nothing. */
const FORGET_MS = 60_000;
/** Deadlines are minutes and days; a second late is on time. */
const DEADLINES_MS = 1_000;

/** Each turn is its own piece of work, with its own correlation id. */
function turnCtx(db: Database): Ctx {
  return createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { correlationId: newId() });
}

/**
 * Starts every loop. Each makes bounded passes over rows that say what is to be done, takes them with
 * SKIP LOCKED or a lease, and may die at any line: any number of workers can run on one database.
 */
export async function startWorker(db: Database, ports: ReturnType<typeof openPorts>, config: WorkerConfig): Promise<Worker> {
  const every = config.WORKER_POLL_MS;
  const loop = (name: string, everyMs: number, turn: (ctx: Ctx) => Promise<unknown>): Loop => {
    const telling = told(name, turn);
    return startLoop(name, everyMs, db.log, () => telling(turnCtx(db)));
  };
  const sinks = anchorSinksOf(config);
  // Each chain has loops of its own: one whose node does not answer holds up no other.
  const ofChain = (rail: WorkerRail): Loop[] => {
    const onChain = (name: string, everyMs: number, turn: (ctx: Ctx, rail: WorkerRail) => Promise<unknown>): Loop =>
      loop(`${name} ${rail.chain.chain}`, everyMs, (ctx) => turn(ctx, rail));
    return [
      onChain("transfers", every, refreshTransfers),
      onChain("watch", every, watchIntents),
      onChain("payouts", every, advancePayouts),
      onChain("sweeps", config.DERIVED_DESTINATION_SWEEP_INTERVAL_MS, advanceSweeps),
      onChain("native", NATIVE_MS, reconcileNative),
      onChain("orphans", ORPHANS_MS, recheckOrphans),
    ];
  };
  const loops = [
    loop("inbox", every, (ctx) => processInbox(ctx, ports)),
    ...[...ports.rails.values()].flatMap(ofChain),
    loop("reactions", every, deliverer(CONSUMERS, ports.crash)),
    loop("deadlines", DEADLINES_MS, runDeadlines),
    loop("seal", SEAL_MS, sealer(sinks.ledger)),
    loop("seal-audit", SEAL_AUDIT_MS, auditSealer(sinks.audit)),
    loop("liabilities", LIABILITIES_MS, (ctx) => takeLiabilities(ctx, LIABILITIES_AGE_MS)),
    loop("forget", FORGET_MS, forgetExpired),
  ];
  await startMail(db, config);
  const startedAt = Date.now();
  const heartbeat = startLoop("heartbeat", HEARTBEAT_MS, db.log, () =>
    beat(turnCtx(db), "worker", { pid: process.pid, startedAt: new Date(startedAt).toISOString(), idleMs: idleness(loops, startedAt) }),
  );
  // News from any process is a reason to look at once; polling remains for when a poke is lost.
  const woken = loops.filter(
    ({ name }) => !["orphans", "native", "deadlines", "seal", "seal-audit", "liabilities", "forget"].includes(name.split(" ")[0] ?? ""),
  );
  const unsubscribe = db.bus.subscribe(() => {
    for (const each of woken) each.wake();
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
