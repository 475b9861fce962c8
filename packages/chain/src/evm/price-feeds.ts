import { DomainError } from "@amanat/contracts";
import { type Hex, parseAbi } from "viem";
import type { PriceFeed, RoundOfFeed } from "../rails.ts";
import { upstream } from "../upstream.ts";
import type { Rpc } from "./rpc.ts";
import { assertChainId } from "./rpc.ts";

type Place = { readonly address: Hex; readonly heartbeatSeconds: number };
const DAY = 86_400;
const at = (address: Hex, heartbeatSeconds = DAY): Place => ({ address, heartbeatSeconds });

/**
 * Chainlink's feeds of the dollars that are paid with, by chain; each says within its own heartbeat that it is alive. On a chain whose blocks come
 * from one sequencer a second feed says whether that was up: while it is down, nobody can correct a price.
 * https://docs.chain.link/data-feeds/price-feeds/addresses, https://docs.chain.link/data-feeds/l2-sequencer-feeds
 */
const CHAINLINK: Readonly<Record<string, { readonly sequencer: Hex | null; readonly feeds: Readonly<Record<string, Place>> }>> = {
  "eip155:1": {
    sequencer: null,
    feeds: { USDC: at("0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6"), USDT: at("0x3E7d1eAB13ad0104d2750B8863b489D65364e32D") },
  },
  "eip155:56": {
    sequencer: null,
    feeds: { USDC: at("0x51597f405303C4377E36123cBc172b13269EA163", 900), USDT: at("0xB97Ad0E74fa7d920791E90258A6E2085088b4320", 900) },
  },
  "eip155:8453": {
    sequencer: "0xBCF85224fc0756B9Fa45aA7892530B47e10b6433",
    feeds: { USDC: at("0x7e860098F58bBFC8648a4311b374B1D669a2bc6B"), USDT: at("0xf19d560eB8d2ADf07BD6D13ed03e1D11215721F9") },
  },
};

const ABI = parseAbi([
  "function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)",
  "function decimals() view returns (uint8)",
  "function description() view returns (string)",
]);

/**
 * The feeds of a chain, by the coin each prices in US dollars. What stands at a feed's address must call itself by that pair: another contract's number
 * would pass for a price. Errors of a call: UPSTREAM_ERROR, also where no such feed stands there.
 */
export function priceFeeds(rpc: Rpc, chain: string): ReadonlyMap<string, PriceFeed> {
  const known = CHAINLINK[chain];
  if (known === undefined) return new Map();
  const round = (address: Hex) => rpc.readContract({ address, abi: ABI, functionName: "latestRoundData" });
  async function read(coin: string, { address, heartbeatSeconds }: Place): Promise<RoundOfFeed> {
    await assertChainId(rpc);
    // In one tick, so in one question to the node.
    const [[, answer, , updatedAt], decimals, pair, sequencer] = await Promise.all([
      round(address),
      rpc.readContract({ address, abi: ABI, functionName: "decimals" }),
      rpc.readContract({ address, abi: ABI, functionName: "description" }),
      known?.sequencer ? round(known.sequencer) : null,
    ]);
    if (pair !== `${coin} / USD`) throw new DomainError("UPSTREAM_ERROR", `At ${address} on ${chain} stands no feed of ${coin} in USD.`);
    const uptime = sequencer === null ? null : { up: sequencer[1] === 0n, since: Number(sequencer[2]) };
    return { answer, decimals, updatedAt: Number(updatedAt), heartbeatSeconds, sequencer: uptime };
  }
  return new Map(
    Object.entries(known.feeds).map(([coin, place]) => [coin, () => upstream(`the price of ${coin}`, () => read(coin, place))]),
  );
}
