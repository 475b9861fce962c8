"use client";

import type { CaseView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { DateText, type Fact, Facts, Money, Stack, Text, TitledCard, useNameOf } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";

/** What whoever opened the case says is wrong, what they ask for, and what is on hold for it. */
export function AboutCard({ view }: { view: CaseView }) {
  const t = useTranslations("cases");
  const by = useTranslations("cases.record.by");
  const shares = useTranslations("cases.shares");
  const words = useMoneyWords();
  const nameOf = useNameOf();
  const assetOf = useAssetOf();
  const asset = (tranche: number) => assetOf(view.parts.find((part) => part.tranche === tranche)?.asset ?? "");
  const facts: Fact[] = [
    { label: t("about.by"), value: by(view.openedBy, { name: isolated(nameOf(view[view.openedBy].name)) }) },
    { label: t("about.at"), value: <DateText value={view.openedAt} look="moment" /> },
    { label: t("about.reason"), value: t(`reason.${view.reason}`) },
    { label: t("about.ask"), value: t(`ask.${view.ask}`) },
    { label: t("about.certainty"), value: t(`certainty.${view.certainty}`) },
    ...view.asked.flatMap(({ tranche, release, refund }) => [
      { label: shares("seller", { name: isolated(nameOf(view.seller.name)) }), value: words(release, asset(tranche)) },
      { label: shares("buyer", { name: isolated(nameOf(view.buyer.name)) }), value: words(refund, asset(tranche)) },
    ]),
    {
      label: t("about.hold"),
      value: (
        <Stack gap={2}>
          {view.parts.map((part) => (
            <Money key={part.tranche} amount={part.amount} asset={assetOf(part.asset)} strong />
          ))}
        </Stack>
      ),
    },
  ];
  return (
    <TitledCard id="about" title={t("about.title")}>
      <Facts facts={facts} />
      {view.small ? (
        <Text size="sm" c="dimmed" data-small>
          {t("about.small")}
        </Text>
      ) : null}
    </TitledCard>
  );
}
