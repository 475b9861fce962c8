"use client";

import { WagmiProvider } from "wagmi";
import { ConnectWallet } from "./connect-wallet.tsx";
import { walletConfig } from "./wagmi.ts";
import type { WalletChain } from "./wallet-chain.ts";

export type WalletAddressProps = { chain: WalletChain; label: string; onAddress: (address: string, wallet: string) => void };

/** Fetches an address from a wallet instead of typing it. */
export default function WalletAddress({ chain, label, onAddress }: WalletAddressProps) {
  return (
    <WagmiProvider config={walletConfig(chain)} reconnectOnMount>
      <div>
        <ConnectWallet chainName={chain.name} label={label} onConnected={onAddress} />
      </div>
    </WagmiProvider>
  );
}
