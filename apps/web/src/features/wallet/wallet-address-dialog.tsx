"use client";

import { useMounted } from "@amanat/ui";
import { WagmiProvider } from "wagmi";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { WalletsDialog } from "./connect-wallet.tsx";
import { walletConfig } from "./wagmi.ts";
import type { WalletAddressProps } from "./wallet-address.tsx";

/** The wallets of this browser, for the address of one. */
export function WalletAddressDialog({ chain, opened, onClose, onAddress }: LateDialogProps & Omit<WalletAddressProps, "label">) {
  // Loaded by the press that opens it, it is mounted open; the kit remembers where the focus was only when it opens later.
  const mounted = useMounted();
  return (
    <WagmiProvider config={walletConfig(chain)} reconnectOnMount>
      <WalletsDialog opened={opened && mounted} onClose={onClose} chainName={chain.name} onDone={onAddress} />
    </WagmiProvider>
  );
}
