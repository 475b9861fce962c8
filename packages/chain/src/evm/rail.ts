import type { ChainNodes, RailKind } from "../rails.ts";
import { createBroadcaster } from "./broadcaster.ts";
import { evmCalls } from "./calls.ts";
import { mnemonicSigners, readMnemonicFile, xpubAddresses } from "./keys.ts";
import { priceFeeds } from "./price-feeds.ts";
import { evmChainIdOf, paymentUri, randomReferences } from "./references.ts";
import { openRpc, type Rpc } from "./rpc.ts";
import { upstream } from "../upstream.ts";
import { sanctionsOracle } from "./sanctions-oracle.ts";
import { signerOf } from "./signer-of.ts";
import { smartWallets } from "./smart-wallets.ts";
import { assetsOn, probeProxy } from "./token.ts";
import { createVerifier } from "./verifier.ts";

function rpcOf({ chain, name, rpcUrls }: ChainNodes, timeoutMs?: number): Rpc {
  return openRpc({ urls: rpcUrls, evmChainId: evmChainIdOf(chain), name, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

/** Every chain of the namespace `eip155`. Opens connections; asks nothing yet. */
export const evmRail: RailKind = {
  payIn: ({ xpub }, chain) => ({
    chain,
    addresses: xpubAddresses(xpub),
    references: randomReferences(),
    signerOf,
    paymentUri: (payment) => paymentUri({ ...payment, evmChainId: evmChainIdOf(chain.chain) }),
  }),
  custody(settings, chain) {
    const rpc = rpcOf(settings);
    return {
      chain,
      verifier: createVerifier(rpc, chain, settings.tokens),
      signers: mnemonicSigners(readMnemonicFile(settings.custodyKeyFile), chain.chain),
      broadcaster: createBroadcaster(rpc, chain),
      calls: evmCalls,
    };
  },
  sanctions: (settings) => sanctionsOracle(rpcOf(settings), settings.chain),
  prices: (settings) => priceFeeds(rpcOf(settings), settings.chain),
  reader(settings, timeoutMs) {
    const rpc = rpcOf(settings, timeoutMs);
    return {
      chain: settings.chain,
      head: () => upstream("newest block", async () => Number(await rpc.getBlockNumber())),
      assets: (tokens) => assetsOn(rpc, settings.chain, tokens),
      checkProxy: (contract, token) => probeProxy(rpc, contract, token),
      smartWallets: smartWallets(rpc),
    };
  },
};
