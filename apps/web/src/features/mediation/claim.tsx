"use client";

import type { CaseView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { type Fact, Facts, Money, Stack, Text, Title } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { OnHold } from "./on-hold.tsx";

/** What is wrong, what is asked for, how sure whoever asks is, and the money it is about. */
export function Claim({ view }: { view: CaseView }) {
  const t = useTranslations("mediation.claim");
  const cases = useTranslations("cases");
  const assetOf = useAssetOf();
  const { buyer, seller, openedBy } = view;
  const facts: Fact[] = [
    { label: t("by"), value: cases(`record.by.${openedBy}`, { name: isolated(view[openedBy].name) }) },
    { label: t("reason"), value: cases(`reason.${view.reason}`) },
    { label: t("ask"), value: cases(`ask.${view.ask}`) },
    { label: t("certainty"), value: cases(`certainty.${view.certainty}`) },
    { label: t("stated.buyer"), value: t(view.stated.buyer ? "yes" : "no") },
    { label: t("stated.seller"), value: t(view.stated.seller ? "yes" : "no") },
  ];
  const asked = view.asked.flatMap(({ tranche, release, refund }): Fact[] => {
    const asset = assetOf(view.parts.find((part) => part.tranche === tranche)?.asset ?? "");
    return [
      { label: cases("effect.seller", { name: isolated(seller.name) }), value: <Money amount={release} asset={asset} /> },
      { label: cases("effect.buyer", { name: isolated(buyer.name) }), value: <Money amount={refund} asset={asset} /> },
    ];
  });
  return (
    <Stack gap="xs" component="section" aria-labelledby="claim-title">
      <Title order={3} size="h4" id="claim-title">
        {t("title")}
      </Title>
      <Facts facts={[...facts, { label: t("onHold"), value: <OnHold parts={view.parts} strong />, strong: true }]} />
      {asked.length === 0 ? null : (
        <>
          <Text fw={600}>{t("asked")}</Text>
          <Facts facts={asked} />
        </>
      )}
    </Stack>
  );
}
