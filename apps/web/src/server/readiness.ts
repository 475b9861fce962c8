import { type ChainReader, wrongChainIn } from "@amanat/chain";
import { type Ctx, heartbeats } from "@amanat/db";
import type { WatchingService } from "@amanat/payment";

/** One part that must work for a deal to run. */
export type Part = { ok: boolean; detail: string };
export type Readiness = { ready: boolean; parts: Record<string, Part> };

/** A sign of life older than this is none. */
const FRESH_MS = 15_000;
const PROBE_MS = 3_000;
/** How long an answer serves those who ask after it. */
const KEEP_MS = 1_000;

export type ReadinessPorts = {
  ctx: Ctx;
  chains: readonly Pick<ChainReader, "chain" | "head">[];
  /** The services that watch the chains, each asked whether it is ready. */
  watchers: readonly WatchingService[];
  /** Throws when the database is not at the version this code was made for. */
  verifyVersion: () => Promise<void>;
};

/** Asks every part at once; one that does not answer in three seconds is down. Details name no address and no secret. */
export async function readiness(ports: ReadinessPorts): Promise<Readiness> {
  const checks: Record<string, () => Promise<string>> = {
    database: async () => {
      await ports.ctx.db.pool.query("SELECT 1");
      await ports.verifyVersion();
      return "reachable, current";
    },
    ...Object.fromEntries(ports.chains.map(({ chain, head }) => [`chain ${chain}`, async () => `block ${await head()}`])),
    worker: () => workerLife(ports.ctx),
    ...Object.fromEntries(ports.watchers.map((watcher) => [watcher.part, () => watcherLife(watcher)])),
  };
  const entries = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await judged(check)] as const));
  return { ready: entries.every(([, part]) => part.ok), parts: Object.fromEntries(entries) };
}

/**
 * One running check for everybody who asks, and its answer for the second after it: whoever may ask anonymously
 * must not be able to make the process open a database connection per question.
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

/** A finding whose text may be shown. */
class Unready extends Error {}

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
