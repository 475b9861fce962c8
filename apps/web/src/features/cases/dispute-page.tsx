"use client";

import { ErrorState, PageHeader, PageSkeleton, Skeleton, Stack, UserWord } from "@amanat/ui";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useAmanatQuery } from "../../client/query.ts";
import { late } from "../../client/reach.ts";
import { BackLink } from "../frame/back-link.tsx";
import { OpenForm } from "./open-form.tsx";

const Blocked = dynamic(async () => (await late(() => import("./blocked.tsx"))).Blocked, {
  loading: () => <Skeleton height={260} radius="lg" />,
});

/** Where a party says that something is wrong; what is true where no case can be opened. */
export function DisputePage({ dealId, serverNow }: { dealId: string; serverNow: string }) {
  const t = useTranslations("cases");
  const deal = useAmanatQuery("deals", "getDeal", { dealId });
  const opening = useAmanatQuery("disputes", "opening", { dealId });
  const failed = deal.error ?? opening.error;
  if (deal.data === undefined || opening.data === undefined)
    return failed === null ? (
      <PageSkeleton label={t("open.title")} />
    ) : (
      <ErrorState error={failed} onRetry={() => void Promise.all([deal.refetch(), opening.refetch()])} />
    );
  return (
    <Stack gap="lg" maw="46rem" mx="auto">
      <PageHeader
        title={t("open.title")}
        lead={<UserWord>{deal.data.title}</UserWord>}
        back={<BackLink href={`/deals/${dealId}`}>{t("toDeal")}</BackLink>}
      />
      {opening.data.block === "none" ? (
        <OpenForm opening={opening.data} deal={deal.data} serverNow={serverNow} />
      ) : (
        <Blocked opening={opening.data} block={opening.data.block} deal={deal.data} />
      )}
    </Stack>
  );
}
