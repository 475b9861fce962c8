"use client";

import { Button } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { useAmanatMutation } from "../../client/query.ts";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { WalletSignature } from "../wallet/lazy-signature.tsx";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useAccountRefresh } from "./refresh.ts";

/** Proves that a wallet is one's own by its signature, and links it to the account. */
export function AddWallet({ opened, onClose }: LateDialogProps) {
  const t = useTranslations("account.wallets");
  const amanat = useAmanat();
  const refresh = useAccountRefresh();
  const ends = useEnding(onClose);
  const challenge = useRef("");
  const link = useAmanatMutation(
    "auth",
    "linkWallet",
    ends(t("linked"), () => refresh("identities")),
  );
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("addTitle")}
      error={link.error}
      aboutMoney={false}
      actions={
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
      }
    >
      <WalletSignature
        messageFor={async (address) => {
          const asked = await amanat.auth.walletChallenge({ address, purpose: "link" });
          challenge.current = asked.challengeId;
          return asked.message;
        }}
        onSigned={({ message, signature }) => link.mutate({ challengeId: challenge.current, message, signature })}
      />
    </Dialog>
  );
}
