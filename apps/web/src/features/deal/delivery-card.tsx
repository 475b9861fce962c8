"use client";

import type { DealView, Handover } from "@amanat/contracts";
import { formatSpan } from "@amanat/i18n";
import { AddressText, Anchor, Card, Facts, Stack, Text, Title, UserText, UserWord, type Fact } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";

/** Where to, by when, and what was handed over. */
export function DeliveryCard({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.delivery");
  const locale = useLocale();
  const wish = deal.delivery;
  const place: Fact =
    wish.mode === "physical"
      ? {
          label: t("address"),
          value: <UserWord>{[wish.address, wish.city, wish.postalCode, wish.country].filter((part) => part !== "").join("، ")}</UserWord>,
        }
      : { label: t("channel"), value: <UserWord>{wish.channel}</UserWord> };
  return (
    <Card component="section" aria-labelledby="delivery-title">
      <Stack gap="md">
        <div>
          <Title order={2} id="delivery-title" size="h3">
            {t("title")}
          </Title>
          <Text c="dimmed" size="sm">
            {t("promised", { span: formatSpan({ unit: "day", count: deal.deliveryDays }, locale) })}
          </Text>
        </div>
        <Facts facts={[place]} />
        {deal.handover === null ? null : <HandedOver handover={deal.handover} />}
      </Stack>
    </Card>
  );
}

function HandedOver({ handover }: { handover: Handover }) {
  const t = useTranslations("deal.delivery");
  const facts: Fact[] = [];
  if (handover.kind === "parcel") {
    facts.push(
      { label: t("carrier"), value: <UserWord>{handover.carrier}</UserWord> },
      { label: t("tracking"), value: <AddressText address={handover.tracking} copyLabel={t("tracking")} /> },
    );
  }
  if (handover.kind === "artifact") {
    facts.push({
      label: t("url"),
      value: (
        <Anchor href={handover.url} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
          {handover.url}
        </Anchor>
      ),
    });
    if (handover.sha256 !== null)
      facts.push({ label: t("sha256"), value: <AddressText address={handover.sha256} copyLabel={t("sha256")} /> });
  }
  return (
    <Stack gap="xs">
      <Title order={3} size="h4">
        {t("handover")}
      </Title>
      {facts.length === 0 ? null : <Facts facts={facts} />}
      {handover.note === "" ? null : <UserText>{handover.note}</UserText>}
    </Stack>
  );
}
