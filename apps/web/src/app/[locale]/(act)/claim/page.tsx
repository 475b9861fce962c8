import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AreaWords } from "../../../../features/frame/area-words.tsx";
import { FindMoney } from "../../../../features/claim/find-money.tsx";
import { DemoWallets } from "../../../../features/wallet/demo-wallets.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claim"))("title") };
}

/** The page where a sender asks for money back that fits no deal. It needs no account. */
export default function ClaimPage() {
  return (
    <AreaWords areas={["claim"]}>
      <DemoWallets />
      <FindMoney />
    </AreaWords>
  );
}
