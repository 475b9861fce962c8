import type { PriceFault, Ratio } from "@amanat/contracts";
import type { Round } from "./ports.ts";

/** A feed may be late by so much: its transaction has to be mined. */
const HEARTBEAT_GRACE_S = 900;
/** After a sequencer is up again, prices are put right for so long. */
const SEQUENCER_GRACE_S = 3_600;
/** Clocks differ by less. */
const AHEAD_S = 60;
/** No token of ours has more decimals, and no currency needs more digits. */
const MOST_SCALE = 36;
const MOST_DIGITS = 40;

export type Judged = { readonly ratio: Ratio; readonly saidAt: Date; readonly fault: null } | { readonly fault: PriceFault };

const secondsOf = (at: Date) => at.getTime() / 1_000;

/** The oldest that a feed's answer may be. */
export const feedAgeLimit = (heartbeatSeconds: number): number => heartbeatSeconds + HEARTBEAT_GRACE_S;

/** Whether a feed's round can be used at this time: positive, as young as its own heartbeat demands, and from a chain that takes transactions. */
export function judgeRound({ answer, decimals, updatedAt, heartbeatSeconds, sequencer }: Round, at: Date): Judged {
  const nowS = secondsOf(at);
  if (sequencer !== null) {
    if (!sequencer.up) return { fault: "sequencer_down" };
    // A status that was never set has no time either.
    if (sequencer.since <= 0 || nowS - sequencer.since < SEQUENCER_GRACE_S) return { fault: "sequencer_just_up" };
  }
  if (answer <= 0n) return { fault: "not_positive" };
  if (updatedAt <= 0) return { fault: "never_updated" };
  if (updatedAt > nowS + AHEAD_S) return { fault: "in_future" };
  if (nowS - updatedAt > feedAgeLimit(heartbeatSeconds)) return { fault: "too_old" };
  if (decimals > MOST_SCALE || answer.toString().length > MOST_DIGITS) return { fault: "away" };
  return { ratio: { rate: answer, scale: decimals }, saidAt: new Date(updatedAt * 1_000), fault: null };
}

/** Whether a dollar's price is further from 1 than the cap. By cross-multiplication: a rounded quotient would let 0.94999999 pass a cap of 500. */
export function isDepegged({ rate, scale }: Ratio, capBps: number): boolean {
  const one = 10n ** BigInt(scale);
  const off = rate > one ? rate - one : one - rate;
  return off * 10_000n > BigInt(capBps) * one;
}

/** A positive plain decimal, exactly. Null for anything else, and for one with more digits than a rate has. */
export function decimalRatio(text: string): Ratio | null {
  const match = /^(\d{1,20})(?:\.(\d{1,18}))?$/.exec(text);
  if (!match) return null;
  const fraction = match[2] ?? "";
  const rate = BigInt(`${match[1]}${fraction}`);
  return rate > 0n ? { rate, scale: fraction.length } : null;
}

/** Whether a rate is less than half or more than double of another: rather a mistake than a market. */
export function hasJumped(before: Ratio, next: Ratio): boolean {
  const [was, is] = [before.rate * 10n ** BigInt(next.scale), next.rate * 10n ** BigInt(before.scale)];
  return is * 2n < was || is > was * 2n;
}

/** A currency's rate against the dollar, as a service said it with its own time. */
export function judgeRate(said: string | undefined, saidAt: Date, { at, maxAgeSeconds }: { at: Date; maxAgeSeconds: number }): Judged {
  if (said === undefined) return { fault: "missing" };
  const age = secondsOf(at) - secondsOf(saidAt);
  if (age < -AHEAD_S) return { fault: "in_future" };
  if (age > maxAgeSeconds) return { fault: "too_old" };
  if (/^-|^0+(?:\.0+)?$/.test(said)) return { fault: "not_positive" };
  const ratio = decimalRatio(said);
  return ratio === null ? { fault: "away" } : { ratio, saidAt, fault: null };
}

/** Exact: a token in dollars times dollars in a currency. */
export function times(one: Ratio, other: Ratio): Ratio {
  return { rate: one.rate * other.rate, scale: one.scale + other.scale };
}

/** The coin that a feed prices, by the symbol a token has on its chain: an operator has listed the token, so that it is that coin. */
const COINS: Readonly<Record<string, string>> = { USDC: "USDC", USDT: "USDT", "USD₮": "USDT" };
export const coinOf = (symbol: string): string | null => COINS[symbol] ?? null;

/** Which chain's feed prices a token: its own chain's, else the first that has one. Null where none has. */
export function feedFor(
  { chain, symbol }: { chain: string; symbol: string },
  chains: ReadonlyMap<string, ReadonlyMap<string, unknown>>,
): { chain: string; coin: string; source: string } | null {
  const coin = coinOf(symbol);
  if (coin === null) return null;
  const at = chains.get(chain)?.has(coin) ? chain : [...chains].find(([, feeds]) => feeds.has(coin))?.[0];
  return at === undefined ? null : { chain: at, coin, source: `chainlink:${at}:${coin}` };
}
