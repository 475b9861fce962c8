"use client";

import { formatUnits, type PriceSourceView, type PriceStatus } from "@amanat/contracts";
import { formatCount, formatSpan, spanOf } from "@amanat/i18n";
import { DateText, ErrorState, Facts, Group, Skeleton, Stack, StatusBadge, Text, Title, TitledCard, type Fact } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { Code } from "./code.tsx";

const POLL_MS = 15_000;

/** The sources of prices: each with its age, its last fault, and whether its token is still worth a dollar. */
export function PricesCard() {
  const t = useTranslations("admin.prices");
  const status = useAmanatQuery("prices", "status", {}, { refetchInterval: POLL_MS });
  return (
    <TitledCard id="prices" title={t("title")}>
      {status.error === null ? null : <ErrorState error={status.error} onRetry={() => void status.refetch()} />}
      {status.data === undefined ? status.error === null ? <Skeleton height={120} /> : null : <Status status={status.data} />}
    </TitledCard>
  );
}

function Status({ status: { quoting, live, sources } }: { status: PriceStatus }) {
  const t = useTranslations("admin.prices");
  const locale = useLocale();
  return (
    <Stack gap="md">
      <Group gap="sm">
        <StatusBadge tone={quoting ? "good" : "neutral"}>{t(quoting ? "on" : "off")}</StatusBadge>
        {quoting ? <Text size="sm">{t("live", { count: formatCount(live, locale) })}</Text> : null}
      </Group>
      {quoting ? null : <Text size="sm">{t("offHint")}</Text>}
      {quoting && sources.length === 0 ? <Text size="sm">{t("none")}</Text> : null}
      {quoting ? sources.map((source) => <Source key={source.source} source={source} />) : null}
    </Stack>
  );
}

function Source({ source }: { source: PriceSourceView }) {
  const t = useTranslations("admin.prices");
  return (
    <section aria-label={source.source} data-price-source={source.source}>
      <Group gap="sm">
        <Title order={3} size="h4">
          <Code>{source.source}</Code>
        </Title>
        <StatusBadge tone={source.fault === null ? "good" : "bad"}>
          {t(source.fault === null ? "answers" : `fault.${source.fault}`)}
        </StatusBadge>
        {source.depegged === true ? <StatusBadge tone="bad">{t("depegged")}</StatusBadge> : null}
      </Group>
      <Facts facts={useFacts(source)} />
    </section>
  );
}

function useFacts({ rate, scale, saidAt, maxAgeSeconds, readAt, faultAt }: PriceSourceView): Fact[] {
  const t = useTranslations("admin.prices");
  const locale = useLocale();
  const facts: Fact[] = [];
  if (rate !== null && scale !== null) facts.push({ label: t("rate"), value: <bdi dir="ltr">{formatUnits(BigInt(rate), scale)}</bdi> });
  if (saidAt !== null) facts.push({ label: t("saidAt"), value: <DateText value={saidAt} look="moment" /> });
  facts.push(
    { label: t("maxAge"), value: formatSpan(spanOf(maxAgeSeconds * 1_000), locale) },
    { label: t("readAt"), value: <DateText value={readAt} look="moment" /> },
  );
  if (faultAt !== null) facts.push({ label: t("faultAt"), value: <DateText value={faultAt} look="moment" /> });
  return facts;
}
