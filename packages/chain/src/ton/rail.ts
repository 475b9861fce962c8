import { DomainError, nativeAsset, nativeCoin, tokenAsset } from "@amanat/contracts";
import type { ChainSettings } from "@amanat/payment/chain-settings";
import { readMnemonicFile } from "../evm/keys.ts";
import type { AssetFacts, RailKind } from "../rails.ts";
import { createBroadcaster } from "./broadcaster.ts";
import { tep64 } from "./jettons.ts";
import { mnemonicSigners } from "./keys.ts";
import { tonNode, type TonNode } from "./node.ts";
import { paymentUri, randomMemos } from "./references.ts";
import { openToncenter } from "./toncenter.ts";
import { upstream } from "../upstream.ts";
import { createVerifier } from "./verifier.ts";

function nodeOf({ chain, rpcUrls }: ChainSettings, timeoutMs?: number): TonNode {
  return tonNode(openToncenter({ urls: rpcUrls, chain, ...(timeoutMs === undefined ? {} : { timeoutMs }) }));
}

/** Every chain of the namespace `tvm`. Opens connections; asks nothing yet. */
export const tonRail: RailKind = {
  payIn: (_settings, chain) => ({ chain, addresses: null, references: randomMemos(), paymentUri }),
  custody(settings, chain) {
    const node = nodeOf(settings);
    return {
      chain,
      verifier: createVerifier(node, chain, settings.tokens),
      signers: mnemonicSigners(readMnemonicFile(settings.custodyKeyFile), chain.chain),
      broadcaster: createBroadcaster(node, chain, settings.tokens),
    };
  },
  // No contract there keeps a list.
  sanctions: () => () => Promise.resolve(null),
  // Nor is there a price feed.
  prices: () => new Map(),
  reader(settings, timeoutMs) {
    const node = nodeOf(settings, timeoutMs);
    return {
      chain: settings.chain,
      head: () => upstream("newest block", async () => (await node.head()).seqno),
      assets: (tokens) => upstream("facts of tokens", () => assetsOn(node, settings.chain, tokens)),
      checkProxy: () => Promise.reject(new DomainError("UPSTREAM_ERROR", `There are no fee proxies on ${settings.chain}.`)),
      smartWallets: { accepts: () => Promise.resolve(false) },
    };
  },
};

/** The tokens, as their masters on the chain say them, and the native coin. */
async function assetsOn(node: TonNode, chain: string, tokens: readonly string[]): Promise<AssetFacts[]> {
  const facts: AssetFacts[] = [];
  for (const token of tokens) {
    const { decimals, symbol, name } = tep64(await node.jettonContent(token));
    // Money is counted by it: what stands in a document elsewhere may change.
    if (decimals === null) throw new DomainError("UPSTREAM_ERROR", `The jetton ${token} does not say its decimals on the chain.`);
    const words = symbol !== null && name !== null ? {} : await wordsOf(node, token);
    facts.push({
      id: tokenAsset(chain, token),
      token,
      symbol: (symbol ?? words.symbol ?? "JETTON").slice(0, 32),
      name: (name ?? words.name ?? "Jetton").slice(0, 120),
      decimals,
    });
  }
  return [...facts, { id: nativeAsset(chain), token: null, ...nativeCoin(chain) }];
}

/** What a document elsewhere calls a token. Shown to people; nothing is counted by it. */
async function wordsOf(node: TonNode, token: string): Promise<{ symbol?: string; name?: string }> {
  const { jetton_masters: masters } = await node.masters(token);
  const content = masters[0]?.jetton_content ?? {};
  const word = (key: string) => (typeof content[key] === "string" && content[key] !== "" ? { [key]: content[key] } : {});
  return { ...word("symbol"), ...word("name") };
}
