import { type ChainReader, wrongChainIn } from "@amanat/chain";
import { type Ctx, heartbeats } from "@amanat/db";
import type { WatchingService } from "@amanat/payment";

/** A part that must work for a deal to run. */
export type Part = { ok: boolean; detail: string };
export type Readiness = { ready: boolean; parts: Record<string, Part> };

/** A heartbeat older than this means that the process is down. */
const FRESH_MS = 15_000;
const PROBE_MS = 3_000;
/** How long a result is reused. */
const KEEP_MS = 1_000;

export type ReadinessPorts = {
  ctx: Ctx;
  chains: readonly Pick<ChainReader, "chain" | "head">[];
  /** The services that watch the chains. */
  watchers: readonly WatchingService[];
  /** Throws when the database is not at this code's version. */
  verifyVersion: () => Promise<void>;
  /** For how long this process's streams could be told nothing, in milliseconds. */
  stuckMs: () => number;
};

/** Checks every part at once; one that does not answer within three seconds is down. Details contain no address and no secret. */
export async function readiness(ports: ReadinessPorts): Promise<Readiness> {
  const checks: Record<string, () => Promise<string>> = {
    database: async () => {
      await ports.ctx.db.pool.query("SELECT 1");
      await ports.verifyVersion();
      return "reachable, current";
    },
    ...Object.fromEntries(ports.chains.map(({ chain, head }) => [`chain ${chain}`, async () => `block ${await head()}`])),
    worker: () => workerLife(ports.ctx),
    events: () => Promise.resolve(newsLife(ports.stuckMs())),
    ...Object.fromEntries(ports.watchers.map((watcher) => [watcher.part, () => watcherLife(watcher)])),
  };
  const entries = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await judged(check)] as const));
  return { ready: entries.every(([, part]) => part.ok), parts: Object.fromEntries(entries) };
}

/**
 * Shares one running check, and its result for a second: anonymous callers must not be able to open a database connection per request.
 */
export function shared(check: () => Promise<Readiness>, keepMs = KEEP_MS): () => Promise<Readiness> {
  let current: Promise<Readiness> | null = null;
  const forget = (asked: Promise<Readiness>): void => {
    if (current === asked) current = null;
  };
  return () => {
    if (current) return current;
    const asked = check();
    current = asked;
    asked.then(
      () => setTimeout(forget, keepMs, asked).unref(),
      () => forget(asked),
    );
    return asked;
  };
}

async function judged(check: () => Promise<string>): Promise<Part> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Unready("no answer")), PROBE_MS);
  try {
    return { ok: true, detail: await Promise.race([check(), late]) };
  } catch (error) {
    const said = error instanceof Unready ? error : wrongChainIn(error);
    return { ok: false, detail: said?.message ?? "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}

/** A failure whose text may be shown. */
class Unready extends Error {}

/** Late news is said here and is an incident; deals go on, and no other process would have it earlier. */
function newsLife(stuckMs: number): string {
  const seconds = Math.floor(stuckMs / 1_000);
  return seconds === 0 ? "told at once" : `kept back for ${seconds} s by an open transaction`;
}

async function workerLife(ctx: Ctx): Promise<string> {
  const rows = (await heartbeats(ctx)).filter((row) => row.process.startsWith("worker"));
  const youngest = Math.min(...rows.map((row) => row.ageMs));
  if (rows.length === 0) throw new Unready("never seen");
  if (youngest > FRESH_MS) throw new Unready(`last seen ${Math.round(youngest / 1_000)} s ago`);
  return `seen ${Math.round(youngest / 1_000)} s ago`;
}

async function watcherLife(watcher: WatchingService): Promise<string> {
  const { ok, detail } = await watcher.life(PROBE_MS);
  if (!ok) throw new Unready(detail);
  return detail;
}
