"use client";

import { Button } from "@amanat/ui";
import { IconWallet } from "@amanat/ui/icons";
import { lateComponent } from "../../client/late-component.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import type { WalletChain } from "./wallet-chain.ts";

const WalletAddressDialog = lateComponent(() => import("./wallet-address-dialog.tsx"), "WalletAddressDialog");

export type WalletAddressProps = { chain: WalletChain; label: string; onAddress: (address: string, wallet: string) => void };

/** Fetches an address from a wallet instead of typing it. The wallets' code, heavier than its page, comes with the first press. */
export function WalletAddress({ chain, label, onAddress }: WalletAddressProps) {
  const { wanted, opened, open, close } = useLateDialog();
  return (
    <div>
      <Button variant="light" leftSection={<IconWallet size={20} aria-hidden />} onClick={open}>
        {label}
      </Button>
      {wanted ? <WalletAddressDialog chain={chain} opened={opened} onClose={close} onAddress={onAddress} /> : null}
    </div>
  );
}
