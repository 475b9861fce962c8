"use client";

import { COUNTED_TO, type DashboardView } from "@amanat/contracts";
import { formatCount, formatSpan, spanOf } from "@amanat/i18n";
import {
  EmptyState,
  ErrorState,
  Facts,
  ListSkeleton,
  PageHeader,
  SimpleGrid,
  Stack,
  StatusBadge,
  Text,
  TitledCard,
  useDateWords,
} from "@amanat/ui";
import { IconCheck } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { incidentName } from "./incident-words.ts";
import { MoneyCard } from "./money-card.tsx";
import { PartsCard } from "./parts-card.tsx";

const CHART = { height: 228 };
const DaysChart = lateComponent(() => import("./days-chart.tsx"), "DaysChart", CHART);
const POLL_MS = 30_000;

/** What an operator looks at in the morning: every figure leads to the rows behind it. */
export function Dashboard() {
  const t = useTranslations("desk.dashboard");
  const dates = useDateWords();
  const figures = useAmanatQuery("desk", "dashboard", {}, { refetchInterval: POLL_MS });
  return (
    <Stack gap="lg">
      <PageHeader
        title={t("title")}
        lead={figures.data === undefined ? t("lead") : t("asOf", { time: dates(figures.data.asOf, "moment") })}
      />
      {figures.error === null ? null : <ErrorState error={figures.error} money="unmentioned" onRetry={() => void figures.refetch()} />}
      {figures.isPending ? <ListSkeleton label={t("title")} /> : null}
      {figures.data === undefined ? null : <Figures view={figures.data} />}
    </Stack>
  );
}

function Figures({ view }: { view: DashboardView }) {
  const t = useTranslations("desk");
  return (
    <>
      {view.money.length === 0 ? (
        <EmptyState icon={IconCheck} title={t("money.none")} />
      ) : (
        view.money.map((asset) => <MoneyCard key={asset.asset} money={asset} />)
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="lg">
        <Payouts payouts={view.payouts} />
        <Cases cases={view.cases} />
        <Holds holds={view.holds} />
        <Failures view={view} />
        <Incidents incidents={view.incidents} />
        <PartsCard />
        <DaysCard days={view.days} />
      </SimpleGrid>
    </>
  );
}

/** A count; above what is counted there are more. */
function useCount(): (count: number) => string {
  const locale = useLocale();
  return (count) => (count > COUNTED_TO ? `${formatCount(COUNTED_TO, locale)}+` : formatCount(count, locale));
}

function Payouts({ payouts: { settled, p50Ms, p95Ms } }: Pick<DashboardView, "payouts">) {
  const t = useTranslations("desk.payouts");
  const locale = useLocale();
  const span = (ms: number | null) => (ms === null ? "–" : formatSpan(spanOf(ms), locale));
  const link = (text: string) => <TextLink href="/admin/payouts?status=settled">{text}</TextLink>;
  return (
    <TitledCard id="payout-times" title={t("title")} lead={t("lead")}>
      <Facts
        facts={[
          { label: t("p50"), value: link(span(p50Ms)) },
          { label: t("p95"), value: link(span(p95Ms)) },
          { label: t("settled"), value: link(formatCount(settled, locale)) },
        ]}
      />
    </TitledCard>
  );
}

function Holds({ holds }: Pick<DashboardView, "holds">) {
  const t = useTranslations("desk.holds");
  const count = useCount();
  return (
    <TitledCard id="holds" title={t("title")} lead={t("lead")}>
      <Facts
        facts={holds.map((hold) => ({
          label: t(hold.term),
          value: <TextLink href={`/admin/deals?hold=${hold.term}`}>{count(hold.count)}</TextLink>,
          strong: hold.term === "overdue" && hold.count > 0,
        }))}
      />
    </TitledCard>
  );
}

function Cases({ cases }: Pick<DashboardView, "cases">) {
  const t = useTranslations("desk.cases");
  const terms = useTranslations("desk.holds");
  const count = useCount();
  return (
    <TitledCard id="cases" title={t("title")} lead={t("lead")}>
      <Facts
        facts={cases.map(({ term, count: n }) => ({
          label: terms(term),
          value: <TextLink href={`/admin/disputes?due=${term}`}>{count(n)}</TextLink>,
          strong: term === "overdue" && n > 0,
        }))}
      />
    </TitledCard>
  );
}

function Failures({ view: { dead, incidents } }: { view: DashboardView }) {
  const t = useTranslations("desk.failures");
  const count = useCount();
  const admin = useMe()?.roles.includes("admin") ?? false;
  const drift = incidents.filter((incident) => incident.drift).reduce((sum, incident) => sum + incident.count, 0);
  const inbox = incidents.find(({ kind }) => kind === "webhook.set_aside")?.count ?? 0;
  const to = (href: string, n: number) =>
    admin || href.startsWith("/admin/incidents") ? <TextLink href={href}>{count(n)}</TextLink> : count(n);
  return (
    <TitledCard id="failures" title={<TextLink href="/admin/failed">{t("title")}</TextLink>} lead={t("lead")}>
      <Facts
        facts={[
          {
            label: t("drift"),
            value: drift === 0 ? <StatusBadge tone="good">{t("none")}</StatusBadge> : to("/admin/incidents", drift),
            strong: drift > 0,
          },
          { label: t("deliveries"), value: to("/admin/deliveries", dead.deliveries) },
          { label: t("notices"), value: to("/admin/notices", dead.notices) },
          { label: t("inbox"), value: to("/admin/incidents?kind=webhook.set_aside", inbox) },
        ]}
      />
    </TitledCard>
  );
}

function Incidents({ incidents }: Pick<DashboardView, "incidents">) {
  const t = useTranslations("desk.incidents");
  const kinds = useTranslations("admin.incidents");
  const count = useCount();
  return (
    <TitledCard id="live-incidents" title={t("title")}>
      {incidents.length === 0 ? (
        <Text c="dimmed">{t("none")}</Text>
      ) : (
        <Facts
          facts={incidents.map(({ kind, count: n }) => ({
            label: incidentName(kind, kinds),
            value: <TextLink href={`/admin/incidents?kind=${kind}`}>{count(n)}</TextLink>,
          }))}
        />
      )}
    </TitledCard>
  );
}

function DaysCard({ days }: Pick<DashboardView, "days">) {
  const t = useTranslations("desk.days");
  const locale = useLocale();
  const today = days.at(-1);
  const sum = (name: "signUps" | "deals" | "funded" | "completed") =>
    formatCount(
      days.reduce((total, day) => total + day[name], 0),
      locale,
    );
  const line = (name: "signUps" | "deals" | "funded" | "completed", href: string) => ({
    label: t(name),
    value: <TextLink href={href}>{t("todayOf", { today: formatCount(today?.[name] ?? 0, locale), sum: sum(name) })}</TextLink>,
  });
  return (
    <TitledCard id="days" title={t("title")} lead={t("lead")}>
      <DaysChart days={days} {...CHART} />
      <Facts
        facts={[
          line("signUps", "/admin/people"),
          line("deals", "/admin/deals"),
          line("funded", "/admin/deals?status=processing"),
          line("completed", "/admin/deals?status=completed"),
        ]}
      />
    </TitledCard>
  );
}
