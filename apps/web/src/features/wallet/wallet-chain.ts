import { walletNumberOf } from "@amanat/contracts";

/** One chain as the wallets of a browser know it. `rpcUrl` is for a wallet that does not know it yet; null where it would have to be added by hand. */
export type WalletChain = { evmChainId: number; name: string; rpcUrl: string | null };

/** Null for a chain whose wallets these pages do not speak with: there is paid by address. Loads no wallet code. */
export function walletChainOf(
  { chain, chainName }: { readonly chain: string; readonly chainName: string },
  devRpcUrl: string | null = null,
): WalletChain | null {
  const evmChainId = walletNumberOf(chain);
  if (evmChainId === null) return null;
  return { evmChainId, name: chainName, rpcUrl: devRpcUrl === null ? null : `${devRpcUrl}/${evmChainId}` };
}
