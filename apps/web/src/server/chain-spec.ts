import type { ChainSpec } from "@amanat/payment";
import type { WebConfig } from "./config.ts";

/** The chain that payments use, from the environment alone. */
export function chainSpecOf(config: WebConfig): ChainSpec {
  return {
    chain: `eip155:${config.CHAIN_ID}`,
    evmChainId: config.CHAIN_ID,
    name: config.chainName,
    confirmations: config.TRANSACTION_SAFETY_MIN_CONFIRMATIONS,
    requireFinalized: config.CHAIN_FINALITY === "finalized",
    escrowWallet: config.ESCROW_WALLET_ADDRESS,
    proxy: config.CHAIN_FEE_PROXY,
    explorer: config.CHAIN_EXPLORER_URL ?? null,
  };
}
