"use client";

import type { PayoutView } from "@amanat/contracts";
import { AddressText, Anchor, Card, DataTable, DateText, Group, Money, Stack, UserWord, type Column } from "@amanat/ui";
import { IconReceipt } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { PayoutBadge } from "../deal/payout-card.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { AdminListSection, useCursor } from "./admin-list.tsx";
import { withdrawalsInput } from "./fees-filter.ts";
import { Tight } from "./tight.tsx";

/** Withdrawals of earned fees, with the way to the page where another admin approves or rejects. */
export function Withdrawals() {
  const t = useTranslations("admin.fees.history");
  const { cursor, onGo } = useCursor();
  const page = useAmanatQuery("payment", "listPayouts", withdrawalsInput(cursor), { refetchInterval: 15_000 });
  return (
    <AdminListSection
      id="withdrawals-title"
      title={t("title")}
      lead={t("lead")}
      query={page}
      money="none"
      empty={{ icon: IconReceipt, title: t("empty") }}
      cursor={cursor}
      onGo={onGo}
    >
      {(payouts) => <Rows payouts={payouts} />}
    </AdminListSection>
  );
}

function Rows({ payouts }: { payouts: readonly PayoutView[] }) {
  const t = useTranslations("admin.fees.history");
  const assetOf = useAssetOf();
  const columns: readonly Column<PayoutView>[] = [
    { key: "reason", title: t("reason"), render: (payout) => <Reason payout={payout} /> },
    {
      key: "amount",
      title: t("amount"),
      align: "end",
      render: ({ amount, asset }) => <Money amount={amount} asset={assetOf(asset)} withChain />,
    },
    {
      key: "to",
      title: t("to"),
      render: ({ destination }) => (
        <Tight>
          <AddressText address={destination} />
        </Tight>
      ),
    },
    { key: "status", title: t("status"), render: ({ status }) => <PayoutBadge status={status} /> },
    { key: "created", title: t("created"), render: ({ createdAt }) => <DateText value={createdAt} look="moment" /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={payouts}
      rowKey={({ id }) => id}
      minWidth={900}
      card={(payout) => (
        <Card padding="md" component="article">
          <Stack gap={6}>
            <Reason payout={payout} />
            <Group justify="space-between" gap="xs">
              <Money amount={payout.amount} asset={assetOf(payout.asset)} strong withChain />
              <PayoutBadge status={payout.status} />
            </Group>
            <AddressText address={payout.destination} />
            <DateText value={payout.createdAt} look="moment" />
          </Stack>
        </Card>
      )}
    />
  );
}

function Reason({ payout: { id, dealTitle } }: { payout: PayoutView }) {
  return (
    <Anchor component={Link} href={`/admin/payouts/${id}`}>
      <UserWord>{dealTitle}</UserWord>
    </Anchor>
  );
}
