"use client";

import { PageHeader, Stack } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { CustodyCard } from "./custody-card.tsx";
import { SweepsList } from "./sweeps-list.tsx";
import { WalletHealth } from "./wallet-health.tsx";

/** Where money lies, how its keys are set up, and what is on its way to the escrow wallets. */
export function WalletsPage() {
  const t = useTranslations("admin.wallets");
  return (
    <Stack gap="xl">
      <PageHeader title={t("title")} lead={t("lead")} />
      <WalletHealth />
      <SweepsList />
      <CustodyCard />
    </Stack>
  );
}
