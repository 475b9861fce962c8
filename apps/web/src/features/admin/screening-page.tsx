"use client";

import { PageHeader, Stack } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { FrozenList } from "./frozen-list.tsx";
import { SaidList } from "./said-list.tsx";
import { ScreeningCard } from "./screening-card.tsx";

/** Who says which addresses are listed, how old its list is, the money that is frozen, and what was said. */
export function ScreeningPage() {
  const t = useTranslations("admin.screening");
  return (
    <Stack gap="xl">
      <PageHeader title={t("title")} lead={t("lead")} />
      <ScreeningCard />
      <FrozenList />
      <SaidList />
    </Stack>
  );
}
