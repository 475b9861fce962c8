import { DIFFERENCES_KEPT, isDomainError, isNative, publicId } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, mendIncidents, now, raiseIncident, reader, requireSystem, setting, type TxCtx } from "@amanat/db";
import { custody } from "@amanat/ledger";
import { compareDeals, scopesAfter } from "../internal/compare-deals.ts";
import { comparePlaces, type Place } from "../internal/compare-places.ts";
import { lookAgain, NEVER } from "../internal/look-again.ts";
import { noteOwnAddresses } from "../internal/own-addresses.ts";
import type { ReconciliationRunRow } from "../internal/rows.ts";
import { endRun, type Found, insertRun, insertSuspected, noteProgress, takeRun } from "../internal/write-reconciliation.ts";
import type { CustodyRail } from "../ports.ts";
import { SETTINGS } from "../settings.ts";

/** Addresses, and deals, of one pass, so that it ends within its lease. */
const ADDRESSES = 20;
const DEALS = 50;
/** Passes of one turn. */
const PASSES = 10;
/** A pass that failed is made again after this long, and a run has so many of them. */
const PAUSE_MS = 30_000;
const MOST_TRIES = 20;
const HOUR_MS = 60 * 60_000;

export type Threshold = { readonly driftThreshold: number };

/**
 * Compares books and chain, in bounded passes: every balance of every address of ours in a final block, then every deal's two records, then each
 * difference once more. Begins the nightly run when it is due. Returns how many passes it made.
 *
 * - Who: the worker. Two at once: a lease gives one of them the run; one that lost its lease writes nothing (compare-and-set on the version).
 * - Dies anywhere: what a pass found and how far the run is are one transaction. The next worker begins with the same pass.
 * - A difference that is there twice is a row; so many rows as `driftThreshold` or more are an incident, mended by a run that finds none.
 * - The chain is asked outside transactions. Nothing in the books is changed here, ever.
 *
 * Errors: FORBIDDEN (not the system).
 */
export async function reconcileChain(ctx: Ctx, rail: CustodyRail, threshold: Threshold): Promise<number> {
  requireSystem(ctx.actor);
  const { chain } = rail.chain;
  await beginDue(ctx, chain);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const run = await takeRun(ctx, chain);
    if (run === null) return pass;
    try {
      if (!(await onePass(ctx, rail, run, threshold))) return pass;
    } catch (error) {
      // Another worker went on with it.
      if (isDomainError(error) && error.code === "VERSION_CONFLICT") return pass;
      ctx.log.warn({ err: error, chain, run: run.id }, "books and chain could not be compared; trying again");
      await noteTrouble(ctx, run, error);
      return pass;
    }
  }
  return PASSES;
}

/** The timer's run, once for each stretch of hours since midnight UTC. A chain that is younger than the stretch waits for the next. */
async function beginDue(ctx: Ctx, chain: string): Promise<void> {
  const hours = await setting(ctx, SETTINGS.reconcileEveryHours);
  if (hours === 0) return;
  const since = new Date(Math.floor((await now(ctx)).getTime() / (hours * HOUR_MS)) * hours * HOUR_MS);
  const { tenantId } = ctx.actor;
  if ((await reader(ctx).reconciliationRun.count({ where: { tenantId, chain, startedAt: { gte: since } } })) > 0) return;
  if ((await reader(ctx).asset.count({ where: { chain, createdAt: { lt: since } } })) === 0) return;
  await inTransaction(ctx, async (tx) => {
    const run = await insertRun(tx, { chain, by: null });
    if (run) await audit(tx, { action: "reconciliation.start", subjectKind: "reconciliation", subjectId: run.id, payload: { chain } });
  });
}

/** False where the run has to wait. */
async function onePass(ctx: Ctx, rail: CustodyRail, run: ReconciliationRunRow, threshold: Threshold): Promise<boolean> {
  if (run.phase === "addresses") return passAddresses(ctx, rail, run);
  if (run.phase === "deals") return passDeals(ctx, rail, run);
  const left = await lookAgain(ctx, rail, run);
  if (left === "none") await finish(ctx, run, threshold);
  return left === "more";
}

async function passAddresses(ctx: Ctx, rail: CustodyRail, run: ReconciliationRunRow): Promise<boolean> {
  const { chain, escrowWallet } = rail.chain;
  if (run.cursor === "") while ((await noteOwnAddresses(ctx, chain, escrowWallet)) > 0);
  const own = await reader(ctx).ownAddress.findMany({
    where: { chain, address: { gt: run.cursor } },
    orderBy: { address: "asc" },
    take: ADDRESSES,
    select: { address: true },
  });
  const last = own.at(-1);
  if (last === undefined) {
    const strange = await strangePlaces(ctx, chain);
    await inTransaction(ctx, async (tx) => {
      const nothing = { books: "0", onChain: "0", wayIn: "0", wayOut: "0", difference: "0", looks: 0, lookedAt: NEVER };
      await insertSuspected(
        tx,
        run,
        strange.map((place) => ({ ...place, ...nothing })),
      );
      await noteProgress(tx, run, { phase: "deals", cursor: "", compared: run.compared + strange.length });
    });
    return true;
  }
  const assets = await comparableAssets(ctx, rail);
  const places = own.flatMap(({ address }) => assets.map((assetId) => ({ address, assetId })));
  const found = await comparePlaces(ctx, rail, places);
  await inTransaction(ctx, async (tx) => {
    const lookedAt = await now(tx);
    const differing = found
      .filter(({ difference }) => difference !== 0n)
      .map(({ address, assetId, block, books, chain: onChain, underWay, difference }): Found => ({
        address,
        assetId,
        block,
        books: books.toString(),
        onChain: onChain.toString(),
        wayIn: underWay.in.toString(),
        wayOut: underWay.out.toString(),
        difference: difference.toString(),
        looks: 1,
        lookedAt,
      }));
    const unlisted = await keep(tx, run, differing);
    const block = Math.max(run.block ?? 0, ...found.map((one) => one.block));
    await noteProgress(tx, run, { cursor: last.address, block, compared: run.compared + places.length, unlisted, tries: 0 });
  });
  return true;
}

/** The chain's assets. Native coin is none where the chain takes rent of it. */
async function comparableAssets(ctx: Ctx, { chain: { chain }, broadcaster }: CustodyRail): Promise<string[]> {
  const assets = await reader(ctx).asset.findMany({ where: { chain }, orderBy: { id: "asc" }, select: { id: true } });
  return assets.map(({ id }) => id).filter((id) => !isNative(id) || broadcaster.nativeAt !== undefined);
}

/** Where the books say that money lies, and no address of ours is. */
async function strangePlaces(ctx: Ctx, chain: string): Promise<Place[]> {
  const held = (await custody(ctx)).addresses.filter(({ asset, amount }) => amount !== 0n && asset.startsWith(`${chain}/`));
  const ours = await reader(ctx).ownAddress.findMany({
    where: { chain, address: { in: held.map(({ address }) => address) } },
    select: { address: true },
  });
  const known = new Set(ours.map(({ address }) => address));
  return held
    .filter(({ address }) => !known.has(address))
    .slice(0, DIFFERENCES_KEPT)
    .map(({ address, asset: assetId }) => ({ address, assetId }));
}

async function passDeals(ctx: Ctx, rail: CustodyRail, run: ReconciliationRunRow): Promise<boolean> {
  const { chain } = rail.chain;
  const scopes = await scopesAfter(ctx, chain, run.cursor, DEALS);
  const last = scopes.at(-1);
  const found = last === undefined ? [] : await compareDeals(ctx, chain, scopes);
  await inTransaction(ctx, async (tx) => {
    if (last === undefined) return noteProgress(tx, run, { phase: "looks", cursor: "" });
    const lookedAt = await now(tx);
    const differing = found
      .filter(({ books, chain: own }) => books !== own)
      .map(({ scope, assetId, books, chain: own }): Found => ({
        scope,
        assetId,
        books: books.toString(),
        onChain: own.toString(),
        wayIn: "0",
        wayOut: "0",
        difference: (own - books).toString(),
        looks: 1,
        lookedAt,
      }));
    const unlisted = await keep(tx, run, differing);
    return noteProgress(tx, run, { cursor: last, deals: run.deals + scopes.length, unlisted, tries: 0 });
  });
  return true;
}

/** Keeps as many as a run has room for. Answers how many it has not kept, all in all. */
async function keep(tx: TxCtx, run: ReconciliationRunRow, found: readonly Found[]): Promise<number> {
  const room = Math.max(0, DIFFERENCES_KEPT - (await tx.tx.reconciliationRow.count({ where: { runId: run.id } })));
  await insertSuspected(tx, run, found.slice(0, room));
  return run.unlisted + Math.max(0, found.length - room);
}

async function finish(ctx: Ctx, run: ReconciliationRunRow, { driftThreshold }: Threshold): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const open = (await tx.tx.reconciliationRow.count({ where: { runId: run.id, status: "open" } })) + run.unlisted;
    const alerted = open >= driftThreshold && open > 0;
    const ended = await endRun(tx, run, open === 0 ? "agrees" : "drift", { alerted, tries: 0, failure: null });
    const { chain, compared, deals } = ended;
    const payload = { chain, compared, deals, differences: open };
    await audit(tx, { action: "reconciliation.end", subjectKind: "reconciliation", subjectId: run.id, payload });
    await mendIncidents(tx, chain, open === 0 ? ["reconciliation.failed", "reconciliation.drift"] : ["reconciliation.failed"]);
    if (!alerted) return;
    const detail = { run: publicId("reconciliation", run.id), differences: String(open), threshold: String(driftThreshold) };
    await raiseIncident(tx, { kind: "reconciliation.drift", subject: chain, detail });
  });
}

/** A run whose passes fail too often ends, and the operators are told: nobody knows whether books and chain agree. */
async function noteTrouble(ctx: Ctx, run: ReconciliationRunRow, error: unknown): Promise<void> {
  const failure = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  const tries = run.tries + 1;
  await inTransaction(ctx, async (tx) => {
    if (tries < MOST_TRIES) {
      await noteProgress(tx, run, { tries, failure, leaseUntil: new Date((await now(tx)).getTime() + PAUSE_MS) });
      return;
    }
    await endRun(tx, run, "failed", { tries, failure });
    await audit(tx, { action: "reconciliation.fail", subjectKind: "reconciliation", subjectId: run.id, payload: { failure } });
    const detail = { run: publicId("reconciliation", run.id), failure };
    await raiseIncident(tx, { kind: "reconciliation.failed", subject: run.chain, detail });
  });
}
