"use client";

import { ErrorState, Grid, GridCol, PageHeader, PageSkeleton, Stack, UserWord } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { DealBadge } from "./deal-badge.tsx";
import { DealChange } from "./deal-change.tsx";
import { DestinationCard } from "./destination-card.tsx";
import { DeliveryCard } from "./delivery-card.tsx";
import { isolated } from "./isolated.ts";
import { MoneyCard } from "./money-card.tsx";
import { PayoutCard } from "./payout-card.tsx";
import { StateCard } from "./state-card.tsx";
import { TimelineCard } from "./timeline-card.tsx";

/** Live events do the work; this catches what a sleeping phone or a broken stream missed. */
const SAFETY_POLL_MS = 20_000;

/** One deal: what is true, whose turn it is, where the money is, what happened. */
export function DealPage({ dealId, serverNow }: { dealId: string; serverNow: string }) {
  const t = useTranslations("deal");
  const options = { refetchInterval: SAFETY_POLL_MS };
  const deal = useAmanatQuery("marketplace", "getDeal", { dealId }, options);
  const timeline = useAmanatQuery("marketplace", "dealTimeline", { dealId }, options);
  const funds = useAmanatQuery("ledger", "dealFunds", { dealId }, options);
  if (deal.data === undefined)
    return deal.error === null ? (
      <PageSkeleton label={t("list.title")} />
    ) : (
      <ErrorState error={deal.error} onRetry={() => void deal.refetch()} />
    );
  const { data } = deal;
  const name = (role: "buyer" | "seller") =>
    data.myRole === role ? t("you", { name: isolated(data[role].name) }) : isolated(data[role].name);
  return (
    <Stack gap="lg">
      <PageHeader
        title={<UserWord>{data.title}</UserWord>}
        badge={<DealBadge status={data.status} />}
        lead={t("between", { buyer: name("buyer"), seller: name("seller") })}
      />
      <Grid gap="lg">
        <GridCol span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <StateCard deal={data} serverNow={serverNow} />
            <DealChange deal={data} />
            <TimelineCard deal={data} entries={timeline.data?.entries ?? []} />
          </Stack>
        </GridCol>
        <GridCol span={{ base: 12, md: 5 }}>
          <Stack gap="lg">
            <MoneyCard deal={data} funds={funds.data} />
            <PayoutCard deal={data} />
            <DestinationCard deal={data} />
            <DeliveryCard deal={data} />
          </Stack>
        </GridCol>
      </Grid>
    </Stack>
  );
}
