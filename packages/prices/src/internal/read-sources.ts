/** Asks every source once, all at the same time, and judges what each says. No database. */
import { type Currency, CURRENCIES, type PriceFault, type Ratio } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { Feeds, PriceSettings } from "../ports.ts";
import { feedAgeLimit, hasJumped, isDepegged, type Judged, judgeRate, judgeRound } from "../rules.ts";
import type { AskRates } from "./fx.ts";
import type { Reading } from "./write-rows.ts";

/** What a feed's limit is taken to be before it has answered once. */
const UNKNOWN_HEARTBEAT_S = 86_400;

export const fxSource = (currency: string) => `fx:${currency}`;
/** Everything else is against the dollar. */
export const AGAINST_DOLLAR: readonly Currency[] = CURRENCIES.filter((currency) => currency !== "USD");

type Wanted = { readonly source: string; readonly chain: string; readonly coin: string };

export async function readFeeds(
  ctx: Ctx,
  feeds: Feeds,
  wanted: readonly Wanted[],
  { at, depegCapBps }: At & PriceSettings,
): Promise<Reading[]> {
  return Promise.all(
    wanted.map(async ({ source, chain, coin }) => {
      const round = await feeds.get(chain)?.get(coin)?.().catch(said(ctx, source));
      const judged: Judged = round ? judgeRound(round, at) : AWAY;
      const depegged = judged.fault === null ? isDepegged(judged.ratio, depegCapBps) : null;
      return { source, maxAgeSeconds: feedAgeLimit(round?.heartbeatSeconds ?? UNKNOWN_HEARTBEAT_S), readAt: at, depegged, ...judged };
    }),
  );
}

/** `before`: what each source last said within a day, which a mistake is known by. */
export async function readRates(
  ctx: Ctx,
  ask: AskRates,
  { at, maxAgeSeconds, before }: At & PriceSettings & { before: ReadonlyMap<string, Ratio> },
): Promise<Reading[]> {
  const rates = await ask().catch(said(ctx, "fx"));
  return AGAINST_DOLLAR.map((currency) => {
    const source = fxSource(currency);
    const judged: Judged = rates === null ? AWAY : judgeRate(rates.rateOf(currency), rates.saidAt, { at, maxAgeSeconds });
    const last = before.get(source);
    const jumped = judged.fault === null && last !== undefined && hasJumped(last, judged.ratio);
    return { source, maxAgeSeconds, readAt: at, depegged: null, ...(jumped ? JUMPED : judged) };
  });
}

type At = { readonly at: Date };
const AWAY = { fault: "away" } as const satisfies { fault: PriceFault };
const JUMPED = { fault: "jumped" } as const satisfies { fault: PriceFault };

const said = (ctx: Ctx, source: string) => (error: unknown) => {
  ctx.log.warn({ err: error, source }, "a source of prices does not answer; asking again");
  return null;
};
