import type { Ratio } from "@amanat/contracts";
import { type Ctx, inTransaction, mendIncidents, now, raiseIncident, reader, requireSystem, type TxCtx } from "@amanat/db";
import { notePegs, tokensInUse } from "@amanat/payment";
import type { AskRates } from "../internal/fx.ts";
import { AGAINST_DOLLAR, fxSource, readFeeds, readRates } from "../internal/read-sources.ts";
import {
  forgetQuotes,
  keepQuotes,
  keepReading,
  type NewQuote,
  type Reading,
  stateRow,
  takeTurn,
  tellQuoting,
} from "../internal/write-rows.ts";
import type { Feeds, PricePorts } from "../ports.ts";
import { feedFor, times } from "../rules.ts";

/** Sources are asked so often, however many people look at prices. */
export const REFRESH_MS = 30_000;
const DAY_MS = 24 * 60 * 60_000;

type Token = { readonly id: string; readonly depegged: boolean; readonly feed: NonNullable<ReturnType<typeof feedFor>> };

/**
 * One turn of the worker: asks every source, keeps what each says, makes the quotes that follow, and tells payment and the operators of a token that
 * has lost its dollar or has it again.
 *
 * - Who: the worker. Two at once: one has the turn. Replay: nothing is due for half a minute.
 * - Dies before the transaction: nothing is kept, and the quotes that stand run out. In it: all of it is kept or nothing.
 *
 * Returns the number of quotes made. Errors: FORBIDDEN (no process of ours).
 */
export async function keepPrices(ctx: Ctx, { settings, feeds }: PricePorts, askRates: AskRates | null): Promise<number> {
  requireSystem(ctx.actor);
  const state = await stateRow(ctx);
  const at = await now(ctx);
  if (state.attemptedAt !== null && at.getTime() - state.attemptedAt.getTime() < REFRESH_MS) return 0;
  if (!(await takeTurn(ctx, state))) return 0;
  await tellQuoting(ctx, { quoting: true, depegCapBps: settings.depegCapBps });
  const tokens = await pricedTokens(ctx, feeds);
  const wanted = [...new Map(tokens.map(({ feed }) => [feed.source, feed])).values()];
  const how = { ...settings, at };
  const [ofFeeds, ofRates] = await Promise.all([
    readFeeds(ctx, feeds, wanted, how),
    askRates === null ? [] : readRates(ctx, askRates, { ...how, before: await saidLately(ctx, at) }),
  ]);
  return inTransaction(ctx, async (tx) => {
    const readings = new Map([...ofFeeds, ...ofRates].map((reading) => [reading.source, reading]));
    for (const reading of readings.values()) await keepReading(tx, reading);
    await followPegs(tx, tokens, readings, settings.depegCapBps);
    const madeAt = await now(tx);
    const quotes = tokens.flatMap((token) => quotesOf(token, readings, { at, maxAgeSeconds: settings.maxAgeSeconds }));
    const live = quotes.filter(({ expiresAt }) => expiresAt > madeAt);
    await keepQuotes(tx, live, madeAt);
    await forgetQuotes(tx, madeAt);
    return live.length;
  });
}

/**
 * The turn where quoting is off: the desk is told so, and what was noted of pegs is taken back, since nobody watches them any more.
 * Who: the worker. Errors: FORBIDDEN.
 */
export async function restPrices(ctx: Ctx): Promise<void> {
  requireSystem(ctx.actor);
  if ((await stateRow(ctx)).quoting) await tellQuoting(ctx, { quoting: false });
  const lost = (await tokensInUse(ctx)).filter(({ depegged }) => depegged).map(({ id }) => id);
  if (lost.length === 0) return;
  await inTransaction(ctx, async (tx) => {
    await notePegs(tx, { lost: [], kept: lost });
    for (const id of lost) await mendIncidents(tx, id, ["prices.depegged"]);
  });
}

async function pricedTokens(ctx: Ctx, feeds: Feeds): Promise<Token[]> {
  return (await tokensInUse(ctx)).flatMap(({ id, depegged, ...token }) => {
    const feed = feedFor(token, feeds);
    return feed === null ? [] : [{ id, depegged, feed }];
  });
}

async function saidLately(ctx: Ctx, at: Date): Promise<ReadonlyMap<string, Ratio>> {
  const rows = await reader(ctx).priceSource.findMany({ where: { saidAt: { gt: new Date(at.getTime() - DAY_MS) } } });
  return new Map(rows.flatMap(({ source, rate, scale }) => (rate === null || scale === null ? [] : [[source, { rate, scale }] as const])));
}

/** A reading that could not be used changes nothing: a token that had lost its dollar has lost it until its feed says otherwise. */
async function followPegs(tx: TxCtx, tokens: readonly Token[], readings: ReadonlyMap<string, Reading>, capBps: number): Promise<void> {
  const judged = tokens.map(({ id, depegged, feed }) => ({ id, depegged, reading: readings.get(feed.source) }));
  const lost = judged.filter(({ reading }) => reading?.depegged === true);
  const kept = judged.filter(({ depegged, reading }) => depegged && reading?.depegged === false);
  await notePegs(tx, { lost: lost.map(({ id }) => id), kept: kept.map(({ id }) => id) });
  for (const { id, reading } of lost) {
    if (reading === undefined || reading.fault !== null) continue;
    const { rate, scale } = reading.ratio;
    const detail = { source: reading.source, rate: `${rate}e-${scale}`, capBps: String(capBps) };
    await raiseIncident(tx, { kind: "prices.depegged", subject: id, detail });
  }
  for (const { id } of kept) await mendIncidents(tx, id, ["prices.depegged"]);
}

/**
 * What a token's sources say together. A quote ends when we would have to ask again: so long after we asked, and after what a service of rates gave as
 * its own time. A feed's time does not end it: a feed that says nothing new says that nothing has changed.
 */
function quotesOf(
  { id, feed }: Token,
  readings: ReadonlyMap<string, Reading>,
  { at, maxAgeSeconds }: { at: Date; maxAgeSeconds: number },
): NewQuote[] {
  const dollars = readings.get(feed.source);
  if (dollars === undefined || dollars.fault !== null) return [];
  const until = (from: Date) => new Date(Math.min(at.getTime(), from.getTime()) + maxAgeSeconds * 1_000);
  const of = { assetId: id, feed: feed.source, feedAt: dollars.saidAt };
  const inDollars: NewQuote = { ...of, currency: "USD", ratio: dollars.ratio, fx: null, fxAt: null, expiresAt: until(at) };
  const others = AGAINST_DOLLAR.flatMap((currency): NewQuote[] => {
    const rate = readings.get(fxSource(currency));
    if (rate === undefined || rate.fault !== null) return [];
    const { source: fx, saidAt: fxAt } = rate;
    return [{ ...of, currency, ratio: times(dollars.ratio, rate.ratio), fx, fxAt, expiresAt: until(fxAt) }];
  });
  return [inDollars, ...others];
}
