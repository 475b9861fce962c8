"use client";

import type { StepUpBegun, StepUpProof } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import { WalletSignature } from "../wallet/lazy-signature.tsx";

type Offer = NonNullable<StepUpBegun["methods"]["wallet"]>;

/** A signature by one of the person's own wallets over the demand in words. */
export function WalletProof({ offer, onProof }: { offer: Offer; onProof: (proof: StepUpProof) => void }) {
  const t = useTranslations("auth.stepUp");
  return (
    <WalletSignature
      hint={t("walletHint")}
      only={offer.addresses}
      messageFor={() => Promise.resolve(offer.message)}
      onSigned={({ address, signature }) => onProof({ method: "wallet", address, signature })}
    />
  );
}
