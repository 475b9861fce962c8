"use client";

import type { DossierView } from "@amanat/contracts";
import { formatBytes, formatShare } from "@amanat/i18n";
import { Alert, Button, ErrorState, Progress, Skeleton, Stack, Text, TitledCard, useDateWords, useFailureToast } from "@amanat/ui";
import { IconDownload, IconFileText } from "@amanat/ui/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { queryKey, useAmanatMutation, useAmanatQuery } from "../../client/query.ts";

/** While it is made: its end is told by an event, how far it is by nobody. */
const LOOK_MS = 1_500;

const isUnderWay = (dossier: DossierView | null | undefined): boolean => dossier?.state === "asked" || dossier?.state === "making";

/** The deal's record: asked for, made by the worker, and downloaded by the one who asked. Who may not have it sees no card. */
export function RecordCard({ dealId }: { dealId: string }) {
  const t = useTranslations("deal.record");
  const own = useAmanatQuery(
    "dossier",
    "ofDeal",
    { dealId },
    { refetchInterval: ({ state }) => (isUnderWay(state.data?.dossier) ? LOOK_MS : false) },
  );
  const dossier = own.data?.dossier;
  if (own.error?.code === "NOT_FOUND") return null;
  return (
    <TitledCard
      id="record"
      title={t("title")}
      lead={t("text")}
      gap="sm"
      data-record={dossier === undefined ? "loading" : (dossier?.state ?? "none")}
    >
      {dossier === undefined ? (
        own.error === null ? (
          <Skeleton height={44} />
        ) : (
          <ErrorState error={own.error} onRetry={() => void own.refetch()} />
        )
      ) : (
        <Standing dealId={dealId} dossier={dossier} />
      )}
    </TitledCard>
  );
}

function Standing({ dealId, dossier }: { dealId: string; dossier: DossierView | null }) {
  const t = useTranslations("deal.record");
  switch (dossier?.state) {
    case "asked":
    case "making":
      return <UnderWay dossier={dossier} />;
    case "ready":
      return <Ready dealId={dealId} dossier={dossier} />;
    case "failed":
      return (
        <>
          <Alert color="pomegranate">{t(`failed.${dossier.fault ?? "broken"}`)}</Alert>
          <Ask dealId={dealId} label={t("again")} />
        </>
      );
    case "expired":
      return (
        <>
          <Text size="sm">{t("expired")}</Text>
          <Ask dealId={dealId} label={t("again")} />
        </>
      );
    default:
      return <Ask dealId={dealId} label={t("ask")} />;
  }
}

function UnderWay({ dossier: { state, progress } }: { dossier: DossierView }) {
  const t = useTranslations("deal.record");
  const locale = useLocale();
  const said = state === "asked" ? t("waiting") : t("making", { share: formatShare(progress, 100, locale) });
  return (
    <Stack gap={4}>
      <Text size="sm" role="status">
        {said}
      </Text>
      <Progress value={progress} aria-label={t("title")} size="lg" radius="xl" />
    </Stack>
  );
}

function Ready({ dealId, dossier: { id, size, expiresAt } }: { dealId: string; dossier: DossierView }) {
  const t = useTranslations("deal.record");
  const locale = useLocale();
  const dates = useDateWords();
  return (
    <>
      <Text size="sm" role="status">
        {t("ready", { size: formatBytes(size ?? 0, locale) })}
        {expiresAt === null ? null : (
          <>
            {" · "}
            {t("kept", { when: dates(expiresAt, "day") })}
          </>
        )}
      </Text>
      <Button
        component="a"
        href={`/api/download/dossier.zip?dossierId=${id}`}
        download
        fullWidth
        leftSection={<IconDownload size={20} aria-hidden />}
      >
        {t("download")}
      </Button>
      <Ask dealId={dealId} label={t("again")} quiet />
      <Text size="sm" c="dimmed">
        {t("check")}
        <bdi dir="ltr" style={{ display: "block", overflowWrap: "anywhere" }}>
          npx @amanat/sdk verify-dossier dossier.zip
        </bdi>
      </Text>
    </>
  );
}

function Ask({ dealId, label, quiet = false }: { dealId: string; label: string; quiet?: boolean }) {
  const queries = useQueryClient();
  const onError = useFailureToast();
  const ask = useAmanatMutation("dossier", "request", {
    onSuccess: (dossier) => queries.setQueryData(queryKey("dossier", "ofDeal", { dealId }), { dossier }),
    onError,
  });
  return (
    <Button
      variant={quiet ? "subtle" : "light"}
      fullWidth
      loading={ask.isPending}
      leftSection={<IconFileText size={20} aria-hidden />}
      onClick={() => ask.mutate({ dealId })}
    >
      {label}
    </Button>
  );
}
