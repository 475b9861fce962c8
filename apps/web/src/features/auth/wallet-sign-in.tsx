"use client";

import { Button } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { useAction } from "../../client/action.ts";
import { useAmanat } from "../../client/amanat.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { WalletSignature } from "../wallet/lazy-signature.tsx";
import type { Signed } from "../wallet/wallet-signature.tsx";
import { enter } from "./session.ts";

/** In by a wallet's signature over a message that names this site and says what it is for. */
export function WalletSignIn({ back, opened, onClose }: { back: string; opened: boolean; onClose: () => void }) {
  const t = useTranslations("auth.other");
  const locale = useLocale();
  const amanat = useAmanat();
  const challenge = useRef("");
  const signIn = useAction({
    mutationFn: ({ message, signature }: Signed) => enter("wallet", { challengeId: challenge.current, message, signature, locale }),
    onSuccess: () => window.location.assign(back),
  });
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("walletTitle")}
      error={signIn.error}
      aboutMoney={false}
      actions={
        <Button variant="default" loading={signIn.isPending || signIn.isSuccess} onClick={onClose}>
          {t("cancel")}
        </Button>
      }
    >
      <WalletSignature
        messageFor={async (address) => {
          const asked = await amanat.auth.walletChallenge({ address, purpose: "sign_in" });
          challenge.current = asked.challengeId;
          return asked.message;
        }}
        onSigned={(signed) => signIn.mutate(signed)}
      />
    </Dialog>
  );
}
