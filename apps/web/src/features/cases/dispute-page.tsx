"use client";

import type { DealDetail, OpeningView } from "@amanat/contracts";
import { EmptyState, ErrorState, PageHeader, PageSkeleton, Stack, UserWord } from "@amanat/ui";
import { IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { LinkButton } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { BackLink } from "../frame/back-link.tsx";
import { SentAlready } from "./sent-already.tsx";
import { OpenForm } from "./open-form.tsx";

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

type BlockedProps = { opening: OpeningView; block: Exclude<OpeningView["block"], "none">; deal: DealDetail };

/** Why no case can be opened, and what there is instead. */
function Blocked({ opening, block, deal }: BlockedProps) {
  const t = useTranslations("cases");
  return (
    <Stack gap="md" data-block={block}>
      <EmptyState
        icon={IconScale}
        title={t(`block.${block}.title`)}
        action={
          opening.caseId === null ? (
            <LinkButton href={`/deals/${deal.id}`}>{t("toDeal")}</LinkButton>
          ) : (
            <LinkButton href={`/cases/${opening.caseId}`}>{t("toCase")}</LinkButton>
          )
        }
      >
        {t(`block.${block}.text`)}
      </EmptyState>
      <SentAlready payouts={opening.left} asset={deal.asset} />
    </Stack>
  );
}
