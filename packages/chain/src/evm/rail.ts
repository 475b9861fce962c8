import type { ChainSettings } from "@amanat/payment/chain-settings";
import type { RailKind } from "../rails.ts";
import { createBroadcaster } from "./broadcaster.ts";
import { mnemonicSigners, readMnemonicFile, xpubAddresses } from "./keys.ts";
import { evmChainIdOf, paymentUri, randomReferences } from "./references.ts";
import { openRpc, type Rpc, upstream } from "./rpc.ts";
import { smartWallets } from "./smart-wallets.ts";
import { createVerifier } from "./verifier.ts";

/** People wait for these answers. */
const READER_TIMEOUT_MS = 2_500;

function rpcOf({ chain, name, rpcUrl }: ChainSettings, timeoutMs?: number): Rpc {
  return openRpc({ url: rpcUrl, evmChainId: evmChainIdOf(chain), name, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

/** Every chain of the namespace `eip155`. Opens connections; asks nothing yet. */
export const evmRail: RailKind = {
  payIn: ({ xpub }, chain) => ({
    chain,
    addresses: xpubAddresses(xpub),
    references: randomReferences(),
    paymentUri: (payment) => paymentUri({ ...payment, evmChainId: evmChainIdOf(chain.chain) }),
  }),
  custody(settings, chain) {
    const rpc = rpcOf(settings);
    return {
      chain,
      verifier: createVerifier(rpc, chain, settings.tokens),
      signers: mnemonicSigners(readMnemonicFile(settings.custodyKeyFile), chain.chain),
      broadcaster: createBroadcaster(rpc, chain),
    };
  },
  reader(settings) {
    const rpc = rpcOf(settings, READER_TIMEOUT_MS);
    return {
      chain: settings.chain,
      head: () => upstream("newest block", async () => Number(await rpc.getBlockNumber())),
      smartWallets: smartWallets(rpc),
    };
  },
};
