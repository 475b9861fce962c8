"use client";

import type { HeldDeal, RulingView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Stack, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";

/** The shares of a ruling in words: the seller's and the buyer's, part by part. */
export function Shares({ deal, ruling }: { deal: HeldDeal; ruling: RulingView }) {
  const t = useTranslations("admin.held");
  const words = useMoneyWords();
  const assetOf = useAssetOf();
  return (
    <Stack gap={4}>
      {ruling.shares.map(({ tranche, asset, release, refund }) => (
        <Stack key={tranche} gap={2}>
          <Text>{t("toSellerShare", { seller: isolated(deal.seller.name), amount: words(release, assetOf(asset)) })}</Text>
          <Text>{t("back", { buyer: isolated(deal.buyer.name), amount: words(refund, assetOf(asset)) })}</Text>
        </Stack>
      ))}
    </Stack>
  );
}
