"use client";

import type { OfferView } from "@amanat/contracts";
import { formatBps } from "@amanat/i18n";
import { Card, DataTable, DateText, Divider, EmptyState, Group, Stack, Text, UserText, UserWord, type Column } from "@amanat/ui";
import { IconHourglass } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { Amount } from "../../client/assets.tsx";
import { Person } from "../market/person.tsx";
import { Decide } from "./decide.tsx";
import { MoneyFacts, splitOf } from "./money-facts.tsx";
import { OfferBadge } from "./offer-badge.tsx";

/** All offers on one's request side by side: a table on a desk, cards on a phone. Ended ones offer no action. */
export function Comparison({ offers }: { offers: readonly OfferView[] }) {
  const t = useTranslations("offer");
  const columns = useColumns(offers[0]?.feeBps ?? 0);
  if (offers.length === 0)
    return (
      <EmptyState icon={IconHourglass} title={t("list.empty.title")}>
        {t("list.empty.text")}
      </EmptyState>
    );
  return (
    <DataTable
      caption={t("list.caption")}
      columns={columns}
      rows={offers}
      rowKey={(offer) => offer.id}
      card={(offer) => <OfferCard offer={offer} />}
      minWidth={860}
    />
  );
}

function useColumns(feeBps: number): Column<OfferView>[] {
  const t = useTranslations("offer");
  const locale = useLocale();
  return [
    {
      key: "seller",
      title: t("column.seller"),
      render: (offer) => (
        <Stack gap={4} maw="18rem">
          <Person person={offer.seller} />
          {offer.notes === "" ? null : (
            <Text size="sm" c="dimmed" lineClamp={3}>
              <UserWord>{offer.notes}</UserWord>
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: "price",
      title: t("column.price"),
      align: "end",
      render: (offer) => <Amount asset={offer.price.asset} amount={offer.price.amount} strong />,
    },
    {
      key: "fee",
      title: t("own.fee", { percent: formatBps(feeBps, locale) }),
      align: "end",
      render: (offer) => <Amount asset={offer.price.asset} amount={offer.fee} size="sm" />,
    },
    {
      key: "receives",
      title: t("column.receives"),
      align: "end",
      render: (offer) => <Amount asset={offer.price.asset} amount={offer.sellerReceives} size="sm" />,
    },
    { key: "delivery", title: t("column.delivery"), render: (offer) => t("days", { count: offer.deliveryDays }) },
    {
      key: "valid",
      title: t("column.validUntil"),
      render: (offer) => (offer.acceptable ? <DateText value={offer.validUntil} look="due" /> : <OfferBadge status={offer.status} />),
    },
    { key: "decide", title: t("column.actions"), align: "end", render: (offer) => <Decide offer={offer} /> },
  ];
}

function OfferCard({ offer }: { offer: OfferView }) {
  const t = useTranslations("offer");
  return (
    <Card component="article">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Person person={offer.seller} />
          <OfferBadge status={offer.status} />
        </Group>
        {offer.notes === "" ? null : <UserText>{offer.notes}</UserText>}
        <Divider />
        <MoneyFacts
          split={splitOf(offer)}
          view="buyer"
          more={[
            { label: t("column.delivery"), value: t("days", { count: offer.deliveryDays }) },
            { label: t("column.validUntil"), value: <DateText value={offer.validUntil} look="due" /> },
          ]}
        />
        <Decide offer={offer} wide />
      </Stack>
    </Card>
  );
}
