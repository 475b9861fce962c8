import { DomainError, nativeAsset, nativeCoin, tokenAsset } from "@amanat/contracts";
import { encodeFunctionData, getAddress, stringToHex, zeroAddress } from "viem";
import * as z from "zod";
import type { AssetFacts } from "../rails.ts";
import { asHex, erc20Abi, feeProxyAbi, PROXY_TOPIC } from "./logs.ts";
import { assertChainId, refusalOf } from "./rpc.ts";
import { upstream } from "../upstream.ts";
import type { Rpc } from "./rpc.ts";

export type TokenFacts = { readonly token: string; readonly symbol: string; readonly name: string; readonly decimals: number };

const factsSchema = z.object({
  symbol: z.string().min(1).max(32),
  name: z.string().min(1).max(120),
  decimals: z.number().int().min(0).max(36),
});

/** Selector of transferFromWithReferenceAndFee: any contract that serves it carries these four bytes. */
const PAY_SELECTOR = "c219a14d";

/** Symbol, name and decimals as the token itself answers them; never assumed. `UPSTREAM_ERROR` when it is no ERC-20. */
export async function readToken(rpc: Rpc, token: string): Promise<TokenFacts> {
  const address = asHex(token.toLowerCase());
  return upstream(`facts of token ${token}`, async () => {
    await assertChainId(rpc);
    const [symbol, name, decimals] = await Promise.all([
      rpc.readContract({ address, abi: erc20Abi, functionName: "symbol" }),
      rpc.readContract({ address, abi: erc20Abi, functionName: "name" }),
      rpc.readContract({ address, abi: erc20Abi, functionName: "decimals" }),
    ]);
    return { token: address, ...factsSchema.parse({ symbol, name, decimals }) };
  });
}

/** The tokens at these addresses and the chain's native coin, whose name nothing on the chain says: the usual one, where no list of chains knows better. */
export async function assetsOn(rpc: Rpc, chain: string, tokens: readonly string[]): Promise<AssetFacts[]> {
  const facts = await Promise.all(tokens.map((token) => readToken(rpc, token)));
  const known = Object.values(await import("viem/chains")).find(({ id }) => id === rpc.evmChainId);
  return [
    ...facts.map(({ token, ...fact }) => ({ id: tokenAsset(chain, token), token: getAddress(token), ...fact })),
    { id: nativeAsset(chain), token: null, ...(known?.nativeCurrency ?? nativeCoin(chain)) },
  ];
}

/**
 * Whether the configured proxy is the ERC20FeeProxy: right chain, code there, the code knows the function and the
 * event, and a payment of zero through it would succeed. Throws `UPSTREAM_ERROR` naming what is wrong. Run at boot.
 */
export async function probeProxy(rpc: Rpc, proxy: string, token: string): Promise<void> {
  await upstream("probe of the fee proxy", async () => {
    await assertChainId(rpc);
    const code = (await rpc.getCode({ address: asHex(proxy) })) ?? "0x";
    if (code === "0x") throw new DomainError("UPSTREAM_ERROR", `There is no contract at CHAIN_FEE_PROXY ${proxy}.`);
    if (!code.includes(PAY_SELECTOR) || !code.includes(PROXY_TOPIC.slice(2)))
      throw new DomainError("UPSTREAM_ERROR", `CHAIN_FEE_PROXY ${proxy} is not an ERC20FeeProxy.`);
    const data = encodeFunctionData({
      abi: feeProxyAbi,
      functionName: "transferFromWithReferenceAndFee",
      args: [asHex(token), PROBE_RECIPIENT, 0n, stringToHex("amanat!!"), 0n, zeroAddress],
    });
    try {
      await rpc.call({ account: PROBE_RECIPIENT, to: asHex(proxy), data });
    } catch (error) {
      if (refusalOf(error) === null) throw error;
      throw new DomainError("UPSTREAM_ERROR", `CHAIN_FEE_PROXY ${proxy} refuses a payment of nothing in token ${token}.`, { cause: error });
    }
  });
}

/** Nobody's address, but not zero: many tokens refuse transfers to zero. */
const PROBE_RECIPIENT = "0x000000000000000000000000000000000000dEaD";
