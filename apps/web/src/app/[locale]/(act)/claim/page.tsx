import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClaimWords } from "../../../../features/claim/claim-words.tsx";
import { FindMoney } from "../../../../features/claim/find-money.tsx";
import { DemoWallets } from "../../../../features/wallet/demo-wallets.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claim"))("title") };
}

/** Where whoever sent money that fits no deal asks for it back, with or without an account. */
export default function ClaimPage() {
  return (
    <ClaimWords>
      <DemoWallets />
      <FindMoney />
    </ClaimWords>
  );
}
