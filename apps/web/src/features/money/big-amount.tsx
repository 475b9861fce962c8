"use client";

import { Money, Stack, Text, type ShownAsset } from "@amanat/ui";
import { useTranslations } from "next-intl";

/** The one amount a page or dialog is about, with its token and chain on a line of their own. */
export function BigAmount({ amount, asset }: { amount: string; asset: ShownAsset }) {
  const t = useTranslations("deal.money");
  return (
    <Stack gap={0} align="flex-start">
      <Money amount={amount} asset={asset} size="xl" strong />
      <Text size="sm" c="dimmed">
        {t("on", { token: asset.symbol, chain: asset.chainName })}
      </Text>
    </Stack>
  );
}
