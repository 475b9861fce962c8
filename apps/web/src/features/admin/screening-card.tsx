"use client";

import type { AmlStatus } from "@amanat/contracts";
import { Button, DateText, ErrorState, Facts, Group, Skeleton, StatusBadge, Text, TitledCard, useDoneToast, type Fact } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Code } from "./code.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

const POLL_MS = 15_000;

/** How the worker screens, and what it has for it. */
export function ScreeningCard() {
  const t = useTranslations("admin.screening");
  const status = useAmanatQuery("aml", "status", {}, { refetchInterval: POLL_MS });
  return (
    <TitledCard id="screening" title={t("list.title")}>
      {status.error === null ? null : <ErrorState error={status.error} onRetry={() => void status.refetch()} />}
      {status.data === undefined ? (
        status.error === null ? (
          <Skeleton height={200} />
        ) : null
      ) : (
        <Status status={status.data} refetch={() => void status.refetch()} />
      )}
    </TitledCard>
  );
}

function Status({ status, refetch }: { status: AmlStatus; refetch: () => void }) {
  const t = useTranslations("admin.screening.list");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const done = useDoneToast();
  const refresh = useDeskMutation("aml", "refresh", { onSuccess: () => done(t("asked")), onSettled: refetch });
  return (
    <>
      <div>
        <Usable status={status} />
      </div>
      <Facts facts={useFacts(status)} />
      {refresh.error === null ? null : <ErrorState error={refresh.error} />}
      <Group gap="sm">
        {admin && status.provider === "ofac" ? (
          <Button
            variant="default"
            loading={refresh.isPending}
            disabled={status.asked}
            onClick={() => refresh.mutate({ seen: status.attemptedAt })}
          >
            {t("refresh")}
          </Button>
        ) : null}
        {admin ? <TextLink href="/admin/settings">{t("settings")}</TextLink> : null}
      </Group>
      {status.asked ? <Text size="sm">{t("asked")}</Text> : null}
    </>
  );
}

function Usable({ status: { provider, usable } }: { status: AmlStatus }) {
  const t = useTranslations("admin.screening.list");
  if (provider === "none") return <StatusBadge tone="neutral">{t("off")}</StatusBadge>;
  return <StatusBadge tone={usable ? "good" : "bad"}>{t(usable ? "usable" : "unusable")}</StatusBadge>;
}

function useFacts({ provider, list, before, maxAgeDays, refreshHours, attemptedAt, failure }: AmlStatus): Fact[] {
  const t = useTranslations("admin.screening");
  const facts: Fact[] = [{ label: t("provider.title"), value: t(`provider.${provider}`) }];
  if (provider !== "ofac") return facts;
  if (list === null) facts.push({ label: t("list.title"), value: t("list.none") });
  else
    facts.push(
      { label: t("list.publishedOn"), value: <DateText value={`${list.publishedOn}T12:00:00.000Z`} look="day" /> },
      { label: t("list.addresses"), value: <bdi>{list.addresses}</bdi> },
      { label: t("list.seenAt"), value: <DateText value={list.seenAt} look="moment" /> },
      { label: t("list.usableUntil"), value: <DateText value={list.usableUntil} look="moment" /> },
      { label: t("list.hash"), value: <Code>{list.sha256.slice(0, 16)}</Code> },
    );
  facts.push(
    { label: t("list.maxAge"), value: t("list.days", { count: maxAgeDays }) },
    { label: t("list.every"), value: t("list.hours", { count: refreshHours }) },
  );
  if (attemptedAt !== null) facts.push({ label: t("list.attemptedAt"), value: <DateText value={attemptedAt} look="moment" /> });
  if (failure !== null) facts.push({ label: t("list.failure"), value: <Code>{failure}</Code> });
  const [last] = before;
  if (last !== undefined)
    facts.push({ label: t("list.before"), value: <DateText value={`${last.publishedOn}T12:00:00.000Z`} look="day" /> });
  return facts;
}
