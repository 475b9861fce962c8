import { createConfig, injected, unstable_connector } from "wagmi";
import { defineChain } from "viem";
import type { Chain } from "viem";
import type { Config } from "wagmi";
import type { WalletChain } from "./wallet-chain.ts";

/**
 * The one chain this payment is on, as wallets want it described. A wallet that does not know it yet answers error 4902, and takes its
 * `rpcUrl`.
 */
function describeChain(chain: WalletChain): Chain {
  return defineChain({
    id: chain.evmChainId,
    name: chain.name,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: chain.rpcUrl === null ? [] : [chain.rpcUrl] } },
  });
}

const configs = new Map<string, Config>();

/**
 * Wallets are found by EIP-6963 alone, so no connector is listed. Reads go through the connected
 * wallet too: this page asks no RPC of its own and nothing leaves the origin. One configuration per
 * description of a chain and tab: each new one would look for the wallets again.
 */
export function walletConfig(chain: WalletChain): Config {
  const key = `${chain.evmChainId} ${chain.rpcUrl ?? ""}`;
  const known = configs.get(key);
  if (known) return known;
  const described = describeChain(chain);
  const config = createConfig({
    chains: [described],
    connectors: [],
    multiInjectedProviderDiscovery: true,
    transports: { [described.id]: unstable_connector(injected) },
    ssr: false,
  });
  configs.set(key, config);
  return config;
}
