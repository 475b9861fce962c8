import { type Ctx, inTransaction, now, raiseIncident, requireSystem, setting } from "@amanat/db";
import { currentList, type Refused, SOURCE, takeList, usableUntil } from "../internal/lists.ts";
import { NotAList, readSdnAdvanced } from "../internal/sdn-advanced.ts";
import { noteFailure, stateRow, type StateRow, takeTurn, tellProvider } from "../internal/state-row.ts";
import type { AmlSettings } from "../ports.ts";
import { SETTINGS } from "../settings.ts";

const HOUR_MS = 60 * 60_000;
/** After a fetch that came to nothing. */
const AGAIN_MS = 10 * 60_000;
const LONGEST_MS = 10 * 60_000;

export type Fetched = Refused | "taken" | "same";

/**
 * One turn of the worker: says how it screens, fetches the list when it is due or was asked for, and tells the operators of one that counts no more.
 *
 * - Who: the worker. Two at once: one has the turn. Replay: nothing is due.
 * - Dies at any line: a list is taken in one transaction or not at all, and the next turn comes ten minutes later.
 */
export async function keepList(ctx: Ctx, settings: AmlSettings): Promise<number> {
  requireSystem(ctx.actor);
  await tellProvider(ctx, settings.provider);
  if (settings.provider !== "ofac") return 0;
  const state = await stateRow(ctx);
  const fetched = (await isDue(ctx, state)) && (await takeTurn(ctx, state)) ? await fetchList(ctx, settings.listUrl) : null;
  await tellStale(ctx);
  return fetched === "taken" ? 1 : 0;
}

async function isDue(ctx: Ctx, { attemptedAt, askedAt, failure }: StateRow): Promise<boolean> {
  if (attemptedAt === null || (askedAt !== null && askedAt > attemptedAt)) return true;
  const pause = failure === null ? (await setting(ctx, SETTINGS.refreshHours)) * HOUR_MS : AGAIN_MS;
  return (await now(ctx)).getTime() - attemptedAt.getTime() >= pause;
}

/** Fetches the published list and takes it. Null when that came to nothing, which is noted; the stored one goes on counting until it is too old. */
async function fetchList(ctx: Ctx, listUrl: string): Promise<Fetched | null> {
  try {
    // Until it is over, whatever happens to us, it counts as failed.
    await noteFailure(ctx, "it has not come to its end");
    const response = await fetch(listUrl, { signal: AbortSignal.timeout(LONGEST_MS), headers: { Accept: "application/xml" } });
    if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
    const outcome = await takeStream(ctx, response.body);
    await noteFailure(ctx, outcome === "older" || outcome === "shorter" ? `the published list is ${outcome} than the stored one` : null);
    return outcome;
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    ctx.log.warn({ err: error }, "the list of sanctioned addresses was not fetched; trying again");
    await noteFailure(ctx, failure);
    if (error instanceof NotAList) await refused(ctx, failure);
    return null;
  }
}

/**
 * Reads a list to its end and takes it. `anyLength`: also one that has lost more than half of its addresses. Errors: FORBIDDEN (no process of ours);
 * throws NotAList.
 */
export async function takeStream(ctx: Ctx, chunks: AsyncIterable<Uint8Array>, options: { anyLength?: boolean } = {}): Promise<Fetched> {
  requireSystem(ctx.actor);
  const list = await readSdnAdvanced(chunks);
  const outcome = await inTransaction(ctx, (tx) => takeList(tx, list, options));
  if (outcome === "older" || outcome === "shorter") await refused(ctx, `it is ${outcome} than the stored one`);
  return outcome;
}

function refused(ctx: Ctx, failure: string): Promise<void> {
  return raiseIncident(ctx, { kind: "sanctions.refused", subject: SOURCE, detail: { failure: failure.slice(0, 300) } });
}

async function tellStale(ctx: Ctx): Promise<void> {
  const list = await currentList(ctx);
  if (list !== null && (await usableUntil(ctx, list)) > (await now(ctx))) return;
  const detail: Record<string, string> = list === null ? { list: "none" } : { seen: list.seenAt.toISOString(), sha256: list.sha256 };
  await raiseIncident(ctx, { kind: "sanctions.stale", subject: SOURCE, detail });
}
