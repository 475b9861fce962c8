import { openRpc, type Rpc, smartWallets } from "@amanat/chain";
import { hashMessage, pad } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startLocalChain } from "./index.ts";

/**
 * A contract wallet in 25 bytes: `isValidSignature(hash, …)` answers ERC-1271's magic value when `hash` is
 * what its slot 0 holds, as a Safe does for messages its owners have agreed to.
 */
const WALLET_CODE = "0x60005460043514631626ba7e60e01b0260005260206000f3";
const WALLET = "0x00000000000000000000000000000000000a11e7";
const PLAIN = "0x00000000000000000000000000000000000b0b00";

let chain: Awaited<ReturnType<typeof startLocalChain>>;
let rpc: Rpc;

beforeAll(async () => {
  chain = await startLocalChain();
  rpc = openRpc({ urls: [chain.url], evmChainId: 31_337 });
  await call("anvil_setCode", [WALLET, WALLET_CODE]);
  await call("anvil_setStorageAt", [WALLET, pad("0x0"), hashMessage("agreed")]);
});
afterAll(() => chain.stop());

async function call(method: string, params: unknown[]): Promise<void> {
  const answer = await fetch(chain.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  expect(await answer.json()).not.toHaveProperty("error");
}

it("takes what the contract takes, and nothing else", async () => {
  const smart = smartWallets(rpc);
  const signature = `0x${"11".repeat(65)}` as const;
  expect(await smart.accepts({ address: WALLET, message: "agreed", signature })).toBe(true);
  expect(await smart.accepts({ address: WALLET, message: "something else", signature })).toBe(false);
  expect(await smart.accepts({ address: PLAIN, message: "agreed", signature })).toBe(false);
});

it("is no second way in for keys", async () => {
  const key = privateKeyToAccount(`0x${"7".repeat(64)}`);
  const signature = await key.signMessage({ message: "agreed" });
  expect(await smartWallets(rpc).accepts({ address: PLAIN, message: "agreed", signature })).toBe(false);
});

it("says so when the chain does not answer", async () => {
  const away = openRpc({ urls: ["http://127.0.0.1:1"], evmChainId: 31_337, timeoutMs: 500 });
  await expect(smartWallets(away).accepts({ address: WALLET, message: "agreed", signature: "0x11" })).rejects.toMatchObject({
    code: "UPSTREAM_ERROR",
  });
});
