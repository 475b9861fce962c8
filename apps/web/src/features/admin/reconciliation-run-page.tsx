"use client";

import type { ReconciliationDetail, ReconciliationView } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Card, DateText, EmptyState, ErrorState, Facts, PageHeader, PageSkeleton, Stack, Title, UserWord, type Fact } from "@amanat/ui";
import { IconCheck, IconHourglass } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { BackLink } from "../frame/back-link.tsx";
import { Code } from "./code.tsx";
import { DifferenceCard } from "./difference-card.tsx";
import { ReconciliationBadge } from "./reconciliation-badge.tsx";

const POLL_MS = 5_000;

/** One comparison of books and chain: what differed, why, and what was said about it. */
export function ReconciliationRunPage({ reconciliationId }: { reconciliationId: string }) {
  const t = useTranslations("admin.reconciliation");
  const found = useAmanatQuery("payment", "getReconciliation", { reconciliationId }, { refetchInterval: POLL_MS });
  if (found.data === undefined)
    return found.error === null ? (
      <PageSkeleton label={t("title")} />
    ) : (
      <ErrorState error={found.error} onRetry={() => void found.refetch()} />
    );
  return <Loaded found={found.data} />;
}

function Loaded({ found: { run, differences } }: { found: ReconciliationDetail }) {
  const t = useTranslations("admin.reconciliation");
  return (
    <Stack gap="lg" data-reconciliation={run.status}>
      <PageHeader
        title={t("oneTitle", { chain: run.chainName })}
        lead={t("oneLead")}
        badge={<ReconciliationBadge status={run.status} alerted={run.alerted} />}
        back={<BackLink href="/admin/reconciliation">{t("back")}</BackLink>}
      />
      <Card component="section" aria-label={t("title")}>
        <Facts facts={useFacts(run)} />
      </Card>
      <Stack gap="md" component="section" aria-labelledby="differences-title">
        <Title order={2} id="differences-title" size="h3">
          {t("row.title")}
        </Title>
        {differences.length > 0 ? (
          differences.map((one) => <DifferenceCard key={one.id} difference={one} />)
        ) : run.status === "running" ? (
          <EmptyState icon={IconHourglass} title={t("noneYet")}>
            {t("runningHint")}
          </EmptyState>
        ) : run.status === "agrees" ? (
          <EmptyState icon={IconCheck} title={t("none")} />
        ) : null}
      </Stack>
    </Stack>
  );
}

function useFacts(run: ReconciliationView): Fact[] {
  const t = useTranslations("admin.reconciliation");
  const locale = useLocale();
  return [
    { label: t("when"), value: <DateText value={run.startedAt} look="moment" /> },
    ...(run.endedAt === null ? [] : [{ label: t("ended"), value: <DateText value={run.endedAt} look="moment" /> }]),
    { label: t("by"), value: run.startedBy === null ? t("timer") : <UserWord>{run.startedBy}</UserWord> },
    ...(run.block === null ? [] : [{ label: t("block"), value: <Code>{String(run.block)}</Code> }]),
    { label: t("compared"), value: formatCount(run.compared, locale) },
    { label: t("deals"), value: formatCount(run.deals, locale) },
    { label: t("differences"), value: formatCount(run.differences, locale) },
    { label: t("open"), value: formatCount(run.open, locale) },
    ...(run.failure === null ? [] : [{ label: t("failure"), value: <Code>{run.failure}</Code> }]),
  ];
}
