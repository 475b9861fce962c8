import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { evmChainIdOf, isLocalChain, openRpc } from "@amanat/chain";
import { watchTrouble } from "@amanat/db/log";
import { Pool } from "pg";
import type { Logger } from "pino";
import type { FollowedChain, ScannerConfig } from "./config.ts";
import { backfill, confirm, ForeignChain, openAt, readForward, reread, settleHistory } from "./follow.ts";
import type { Follower, Tip } from "./follow.ts";
import { LeaseLost, leaseOn } from "./lease.ts";
import { deliverDue } from "./outbox.ts";
import { ChainMoved, chainReader } from "./reader.ts";
import { targetList } from "./targets.ts";

type ScannerStatus = {
  chain: string;
  /** `following`: this copy reads; `standby`: another does; `halted`: the chain is not ours; `starting`. */
  state: "starting" | "following" | "standby" | "halted";
  head: number | null;
  /** Blocks the node has and we have not read. */
  lag: number | null;
  /** When chain and database last both answered. */
  healthyAt: Date | null;
  lastError: string | null;
};

export type Scanner = { pool: Pool; status(): readonly ScannerStatus[]; stop(): Promise<void> };

/** How often recent blocks' logs are asked for again, in ms. */
const REREAD_MS = 5_000;
/** How often a held lease is renewed, whatever the round is waiting for, in ms. */
const RENEW_MS = 1_000;
/** Targets backfilled in one round. */
const BACKFILL_AT_ONCE = 200;

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

/** One chain's loops. Chains share nothing but the process and its connections: one that stands still holds up no other. */
function startFollowing(pool: Pool, config: ScannerConfig, followed: FollowedChain, log: Logger): Following {
  const { chain } = followed;
  const rpc = openRpc({ urls: followed.rpcUrls, evmChainId: evmChainIdOf(chain), timeoutMs: 5_000, retries: 0 });
  const follower: Follower = {
    pool,
    reader: chainReader(rpc),
    lease: leaseOn(pool, chain, randomUUID()),
    log,
    // Development nodes are thrown away, so their data may be too.
    options: {
      chain,
      confirmations: followed.confirmations,
      requireFinalized: followed.requireFinalized,
      reorgDepth: followed.reorgDepth,
      tokens: followed.tokens,
      disposable: isLocalChain(chain),
    },
  };
  const status: ScannerStatus = { chain, state: "starting", head: null, lag: null, healthyAt: null, lastError: null };
  const stopping = new AbortController();
  const loops = Promise.all([
    repeat("the round", stopping.signal, config.pollMs, status, log, roundOf(follower, status)),
    repeat("the lease's renewal", stopping.signal, RENEW_MS, null, log, async () => {
      if (status.state === "following") await follower.lease.renew();
    }),
    repeat("the delivery", stopping.signal, Math.min(100, config.pollMs), null, log, async () => {
      if (status.state !== "following") return;
      while ((await deliverDue({ pool, chain, url: config.webhookUrl, secret: config.secret, log })) > 0 && !stopping.signal.aborted);
    }),
  ]);
  return {
    status: () => ({ ...status }),
    async stop() {
      stopping.abort();
      await loops;
      await follower.lease.release().catch(() => undefined);
    },
  };
}

/** One round: take the lease, find out where the chain is, undo what it undid, read on, report. */
function roundOf(follower: Follower, status: ScannerStatus): () => Promise<void> {
  const { pool, reader, lease, options } = follower;
  const targets = targetList(pool, options.chain);
  let confirmedAt = "";
  let rereadAt = 0;
  return async () => {
    const held = await lease.take();
    const [head, finalized] = await Promise.all([reader.head(), reader.finalized(options.requireFinalized)]);
    const tip: Tip = { head, finalized };
    status.head = head.number;
    if (held === null) await openAt(follower, tip);
    if (held !== true && !(held === null && (await lease.take()))) {
      status.state = "standby";
      confirmedAt = "";
      status.healthyAt = new Date();
      return;
    }
    const watched = await targets.all();
    let cursor = await settleHistory(follower, await lease.cursor(), tip);
    status.state = "following";
    for (let more = true; more;) {
      ({ cursor, more } = await readForward(follower, cursor, tip, watched));
      status.lag = Math.max(0, head.number - cursor.nextBlock + 1);
      if (more) await lease.take();
    }
    const pending = await targets.pending(BACKFILL_AT_ONCE);
    let late = await backfill(follower, cursor, tip, pending);
    if (Date.now() - rereadAt > REREAD_MS) {
      late += await reread(follower, cursor, tip, watched);
      rereadAt = Date.now();
    }
    const position = `${head.hash}:${finalized}`;
    if (position !== confirmedAt || late > 0) {
      await confirm(follower, cursor, tip);
      confirmedAt = position;
    }
    status.healthyAt = new Date();
    status.lastError = null;
  };
}

async function repeat(
  name: string,
  signal: AbortSignal,
  everyMs: number,
  status: ScannerStatus | null,
  log: Logger,
  round: () => Promise<void>,
): Promise<void> {
  const trouble = watchTrouble(log, name);
  while (!signal.aborted) {
    try {
      await round();
      trouble.worked();
    } catch (error) {
      const ordinary = error instanceof ChainMoved || error instanceof LeaseLost;
      if (status) {
        if (error instanceof ForeignChain) status.state = "halted";
        status.lastError = error instanceof Error ? error.message : String(error);
      }
      if (ordinary) log.debug({ err: error }, "starting the round over");
      else trouble.failed(error);
      if (!ordinary) await sleep(500, undefined, { signal }).catch(() => undefined);
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
