import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPriceFeeds } from "@amanat/chain";
import { judgeRound } from "@amanat/prices";
import { encodeFunctionData, type Hex, parseAbi } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenBytecode } from "./artifacts.ts";
import { requestRpc } from "./rpc.ts";
import { startLocalChain } from "./start.ts";

/** Contracts that speak as Chainlink's do, at the real feeds' addresses, on chains of our own that have the real chains' numbers. */
const ABI = parseAbi(["function tell(string description, uint8 decimals, int256 answer, uint256 startedAt, uint256 updatedAt)"]);
const USDC_ON_ETHEREUM = "0x8fFfFfd4AfB6115b954Bd326cbe7B4BA576818f6";
const USDC_ON_BASE = "0x7e860098F58bBFC8648a4311b374B1D669a2bc6B";
const SEQUENCER_OF_BASE = "0xBCF85224fc0756B9Fa45aA7892530B47e10b6433";
const ETHEREUM = "eip155:1";
const BASE = "eip155:8453";
const DAY = 86_400;

let home: string;
let code: Hex;
let chains: Record<string, Awaited<ReturnType<typeof startLocalChain>>>;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "amanat-feeds-"));
  const [ethereum, base, creation] = await Promise.all([
    startLocalChain({ chainId: 1 }),
    startLocalChain({ chainId: 8_453 }),
    tokenBytecode(home, "PriceFeed"),
  ]);
  chains = { [ETHEREUM]: ethereum, [BASE]: base };
  // Without constructor or immutables, what creation returns is the same wherever it stands.
  code = (await requestRpc(ethereum.url, "eth_call", [{ data: creation }, "latest"])) as Hex;
  await put(ETHEREUM, USDC_ON_ETHEREUM);
  await put(BASE, USDC_ON_BASE);
  await put(BASE, SEQUENCER_OF_BASE);
});
afterAll(async () => {
  await Promise.all(Object.values(chains ?? {}).map((chain) => chain.stop()));
  rmSync(home, { recursive: true, force: true });
});

const urlOf = (chain: string) => chains[chain]?.url ?? "";
const put = (chain: string, at: string) => requestRpc(urlOf(chain), "anvil_setCode", [at, code]);
const nowS = () => Math.floor(Date.now() / 1_000);

type Words = { pair?: string; decimals?: number; answer?: bigint; startedAt?: number; updatedAt?: number };
async function tell(chain: string, at: string, words: Words): Promise<void> {
  const { pair = "USDC / USD", decimals = 8, answer = 100_000_000n, startedAt = nowS(), updatedAt = nowS() } = words;
  const args = [pair, decimals, answer, BigInt(startedAt), BigInt(updatedAt)] as const;
  const from = mnemonicToAccount(chains[chain]?.mnemonic ?? "", { addressIndex: 0 }).address;
  const call = { from, to: at, data: encodeFunctionData({ abi: ABI, functionName: "tell", args }) };
  const hash = await requestRpc(urlOf(chain), "eth_sendTransaction", [call]);
  await requestRpc(urlOf(chain), "anvil_mine", ["0x1"]);
  expect(await requestRpc(urlOf(chain), "eth_getTransactionReceipt", [hash])).toMatchObject({ status: "0x1" });
}

const read = async (chain: string, coin = "USDC", url = urlOf(chain)) => {
  const feed = openPriceFeeds([{ chain, name: chain, rpcUrls: [url] }])
    .get(chain)
    ?.get(coin);
  if (feed === undefined) return null;
  return judgeRound(await feed(), new Date());
};
const said = async (words: Words) => {
  await tell(ETHEREUM, USDC_ON_ETHEREUM, words);
  return read(ETHEREUM);
};

test("a feed is read with its own decimals, and judged by its own heartbeat", async () => {
  expect(await said({ answer: 99_980_000n })).toMatchObject({ fault: null, ratio: { rate: 99_980_000n, scale: 8 } });
  expect(await said({ answer: 10n ** 18n, decimals: 18 })).toMatchObject({ ratio: { rate: 10n ** 18n, scale: 18 } });
  expect(await said({ updatedAt: nowS() - DAY })).toMatchObject({ fault: null });
  expect(await said({ updatedAt: nowS() - 2 * DAY })).toEqual({ fault: "too_old" });
  expect(await said({ updatedAt: 0 })).toEqual({ fault: "never_updated" });
  expect(await said({ answer: 0n })).toEqual({ fault: "not_positive" });
  expect(await said({ answer: -100_000_000n })).toEqual({ fault: "not_positive" });
});

test("another feed at its address, none at all, a node of another chain and one that is away say nothing", async () => {
  await expect(said({ pair: "ETH / USD" })).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
  await expect(read(ETHEREUM, "USDT")).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
  await expect(read("eip155:56", "USDC", urlOf(ETHEREUM))).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
  await expect(read(ETHEREUM, "USDC", "http://127.0.0.1:9")).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
  expect(await read(ETHEREUM, "DAI")).toBeNull();
  expect(await read("eip155:31337", "USDC", urlOf(ETHEREUM))).toBeNull();
});

test("on Base there is no price while the sequencer is down, and for an hour after", async () => {
  await tell(BASE, USDC_ON_BASE, {});
  const sequencer = async (down: bigint, since: number) => {
    await tell(BASE, SEQUENCER_OF_BASE, { pair: "L2 Sequencer Uptime Status Feed", decimals: 0, answer: down, startedAt: since });
    return read(BASE);
  };
  expect(await sequencer(1n, nowS() - 10 * DAY)).toEqual({ fault: "sequencer_down" });
  expect(await sequencer(0n, nowS() - 1_800)).toEqual({ fault: "sequencer_just_up" });
  expect(await sequencer(0n, 0)).toEqual({ fault: "sequencer_just_up" });
  expect(await sequencer(0n, nowS() - 2 * 3_600)).toMatchObject({ fault: null, ratio: { rate: 100_000_000n, scale: 8 } });
});
