import { createBroadcaster, createScannerClient, createVerifier, mnemonicSigners, openRpc, readMnemonicFile } from "@amanat/chain";
import type { ChainSpec, CustodyPorts, IntakePorts } from "@amanat/payment";
import type { WorkerConfig } from "./config.ts";
import { crashPointsOf } from "./crash.ts";

/** The outside world of the worker: one chain, the scanner, and the only keys there are. */
export function openPorts(config: WorkerConfig): IntakePorts & CustodyPorts {
  const chain: ChainSpec = {
    chain: `eip155:${config.CHAIN_ID}`,
    evmChainId: config.CHAIN_ID,
    name: config.CHAIN_NAME,
    confirmations: config.TRANSACTION_SAFETY_MIN_CONFIRMATIONS,
    requireFinalized: config.CHAIN_FINALITY === "finalized",
    escrowWallet: config.ESCROW_WALLET_ADDRESS,
    proxy: config.CHAIN_FEE_PROXY,
    explorer: null,
  };
  const rpc = openRpc({ url: config.CHAIN_RPC_URL, evmChainId: config.CHAIN_ID, name: config.CHAIN_NAME });
  const signers = mnemonicSigners(readMnemonicFile(config.CUSTODY_KEY_FILE), chain);
  // Buyers pay to the wallet the web process names; this one has to be able to pay from it.
  if (signers.escrow().address !== chain.escrowWallet)
    throw new Error("worker: wrong configuration: ESCROW_WALLET_ADDRESS (not the escrow wallet of CUSTODY_KEY_FILE)");
  const crash = crashPointsOf(config);
  return {
    chain,
    verifier: createVerifier(rpc, chain, config.CHAIN_TOKENS),
    scanner: createScannerClient({ url: config.AMN_SCANNER_URL, secret: config.AMN_SCANNER_WEBHOOK_SECRET }),
    signers,
    broadcaster: createBroadcaster(rpc, chain),
    ...(crash === undefined ? {} : { crash }),
  };
}
