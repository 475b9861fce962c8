"use client";

import { ErrorState, Skeleton, Stack, Title } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { FundsCard } from "../admin/funds-card.tsx";
import { PromiseCard } from "../deal/promise-card.tsx";
import { isPurchase } from "../deal/purchase.ts";

/** What both agreed on, and where its money is now. */
export function DealTerms({ dealId }: { dealId: string }) {
  const t = useTranslations("mediation.terms");
  const deal = useAmanatQuery("deals", "getDeal", { dealId });
  return (
    <Stack gap="md" component="section" aria-labelledby="terms-title">
      <Title order={3} size="h4" id="terms-title">
        {t("title")}
      </Title>
      <TextLink href={`/admin/deals/${dealId}`}>{t("deal")}</TextLink>
      {deal.data === undefined ? (
        deal.error === null ? (
          <Skeleton height={160} />
        ) : (
          <ErrorState error={deal.error} onRetry={() => void deal.refetch()} />
        )
      ) : isPurchase(deal.data) ? (
        <PromiseCard deal={deal.data} />
      ) : null}
      <FundsCard dealId={dealId} title={t("money")} />
    </Stack>
  );
}
