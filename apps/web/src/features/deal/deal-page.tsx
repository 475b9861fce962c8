"use client";

import type { DealView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { ErrorState, Group, PageHeader, PageSkeleton, Stack, Text, UserWord } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { OpenChat } from "../chat/open-chat.tsx";
import { ClosedCases } from "./deal-case.tsx";
import { DealBadge } from "./deal-badge.tsx";
import { DealChange } from "./deal-change.tsx";
import { DestinationCard } from "./destination-card.tsx";
import columns from "../section/two-columns.module.css";
import { DeliveredCard } from "./delivered-card.tsx";
import { MoneyCard } from "./money-card.tsx";
import { PayoutCard } from "./payout-card.tsx";
import { PhaseState } from "./phase-state.tsx";
import { PromiseCard } from "./promise-card.tsx";
import { isPurchase } from "./purchase.ts";
import { StateCard } from "./state-card.tsx";
import { SAFETY_POLL_MS } from "./safety-poll.ts";

const RecordCard = lateComponent(() => import("../dossier/record-card.tsx"), "RecordCard");

type DealPageProps = {
  dealId: string;
  serverNow: string;
  /** The record, which may come after the rest. */
  timeline: ReactNode;
};

/** One deal, as it matters to its reader: what to do now, what was agreed and delivered, where the money is, and the record last. */
export function DealPage({ dealId, serverNow, timeline }: DealPageProps) {
  const t = useTranslations("deal");
  const options = { refetchInterval: SAFETY_POLL_MS };
  const deal = useAmanatQuery("deals", "getDeal", { dealId }, options);
  const funds = useAmanatQuery("ledger", "dealFunds", { dealId }, options);
  if (deal.data === undefined)
    return deal.error === null ? (
      <PageSkeleton label={t("list.title")} />
    ) : (
      <ErrorState error={deal.error} onRetry={() => void deal.refetch()} />
    );
  const { data } = deal;
  // What waits for an answer comes before what was agreed; what could be asked comes after it.
  const asked = data.proposals.length > 0 || (isPurchase(data) && data.contest !== null);
  const name = (role: "buyer" | "seller") =>
    data.myRole === role ? t("you", { name: isolated(data[role].name) }) : isolated(data[role].name);
  return (
    <Stack gap="md">
      <PageHeader
        title={<UserWord>{data.title}</UserWord>}
        badge={<DealBadge deal={data} />}
        lead={t("between", { buyer: name("buyer"), seller: name("seller") })}
      />
      <div className={columns.page}>
        <div className={columns.lead}>
          {isPurchase(data) ? <StateCard deal={data} serverNow={serverNow} /> : <PhaseState deal={data} serverNow={serverNow} />}
          {isPurchase(data) ? <DeliveredCard deal={data} /> : null}
          <DealChat deal={data} />
          {asked ? <DealChange deal={data} /> : null}
          {isPurchase(data) ? <PromiseCard deal={data} /> : null}
          {asked ? null : <DealChange deal={data} />}
        </div>
        <div className={columns.aside}>
          <MoneyCard deal={data} funds={funds.data} />
          <PayoutCard deal={data} />
          <DestinationCard deal={data} />
          <ClosedCases deal={data} />
          {timeline}
          {data.myRole === null ? null : <RecordCard dealId={dealId} />}
        </div>
      </div>
    </Stack>
  );
}

/** The way to what the two say to each other; for them alone. */
function DealChat({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.chat");
  if (deal.myRole === null) return null;
  return (
    <Group justify="space-between" gap="xs" data-deal-chat>
      <OpenChat about={{ dealId: deal.id }} label={t(deal.myRole === "buyer" ? "seller" : "buyer")} />
      <Text size="sm" c="dimmed">
        {t("text")}
      </Text>
    </Group>
  );
}
