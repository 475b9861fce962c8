import { openSanctions } from "@amanat/chain";
import type { ChainSettings } from "@amanat/payment/chain-settings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestRpc } from "./rpc.ts";
import { startLocalChain } from "./start.ts";

/** Chainalysis' oracle, at its real addresses on chains of our own: by what stands there, not by a name. */
const ORACLE = "0x40C57923924B5c5c5455c48D93317139ADDaC8fb";
const LISTED = `0x${"15".repeat(20)}`;
const OTHER = `0x${"90".repeat(20)}`;
const MAINNET = "eip155:1";

/** Code that answers `isSanctioned(address)`: whether the address is the listed one. Reverts without an argument. */
const BY_ADDRESS = `0x6024361060285760043573${LISTED.slice(2)}1460005260206000f35b60006000fd`;
const ALWAYS = "0x600160005260206000f3";

let chain: Awaited<ReturnType<typeof startLocalChain>>;
beforeAll(async () => {
  chain = await startLocalChain({ chainId: 1 });
});
afterAll(() => chain?.stop());

const settings = (name: string, url = chain.url): ChainSettings => ({
  chain: name,
  name,
  rpcUrls: [url],
  requireFinalized: true,
  confirmations: 12,
  reorgDepth: 64,
  explorer: null,
});
const put = (code: string) => requestRpc(chain.url, "anvil_setCode", [ORACLE, code]);

test("the oracle of a chain says who is listed; a chain without one is not clear of it", async () => {
  await put(BY_ADDRESS);
  const ask = openSanctions([settings(MAINNET), settings("eip155:31337")]);
  expect(await ask(MAINNET, LISTED)).toBe(true);
  expect(await ask(MAINNET, OTHER)).toBe(false);
  expect(await ask("eip155:31337", LISTED)).toBeNull();
  expect(await ask("eip155:5", LISTED)).toBeNull();
});

test.each([
  ["nothing", "0x"],
  ["something that lists everybody, nobody's address too", ALWAYS],
])("where %s stands at its address, nobody is said to be clear", async (_what, code) => {
  await put(code);
  await expect(openSanctions([settings(MAINNET)])(MAINNET, OTHER)).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
});

test("a node of another chain, and one that is away, say nothing", async () => {
  await put(BY_ADDRESS);
  await expect(openSanctions([settings("eip155:10")])("eip155:10", OTHER)).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
  await expect(openSanctions([settings(MAINNET, "http://127.0.0.1:9")])(MAINNET, OTHER)).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
});
