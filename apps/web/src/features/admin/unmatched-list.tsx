"use client";

import type { UnmatchedView } from "@amanat/contracts";
import { AddressText, Anchor, Button, Card, DataTable, DateText, Group, Money, NativeSelect, Stack, Text, type Column } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { AdminListPage } from "./admin-list.tsx";
import { Tight } from "./tight.tsx";
import { ClaimedBadge, OverdueBadge, UnmatchedBadge } from "./unmatched-badge.tsx";
import { UNMATCHED_STATUSES, unmatchedFilter, unmatchedInput } from "./unmatched-filter.ts";

/** What arrived at addresses of ours and fits no payment; whoever waits longest is on top. */
export function UnmatchedList() {
  const t = useTranslations("admin.unmatched");
  const states = useTranslations("admin.unmatched.state");
  const payouts = useTranslations("admin.payouts");
  const [{ status, cursor }, setFilter] = useQueryStates(unmatchedFilter, { history: "push" });
  const input = unmatchedInput({ status, cursor });
  const page = useAmanatQuery("payment", "listUnmatched", input, { refetchInterval: 20_000 });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      query={page}
      money="none"
      empty={{ icon: IconInbox, title: t("empty"), hint: t("emptyHint") }}
      filters={
        <NativeSelect
          label={payouts("filter")}
          value={status ?? ""}
          onChange={({ currentTarget: { value } }) =>
            void setFilter({ status: UNMATCHED_STATUSES.find((known) => known === value) ?? null, cursor: null })
          }
          data={[{ value: "", label: payouts("all") }, ...UNMATCHED_STATUSES.map((value) => ({ value, label: states(value) }))]}
          maw="20rem"
        />
      }
      cursor={cursor}
      onGo={(next) => void setFilter({ cursor: next })}
    >
      {(deposits) => <Rows deposits={deposits} />}
    </AdminListPage>
  );
}

function Rows({ deposits }: { deposits: readonly UnmatchedView[] }) {
  const t = useTranslations("admin.unmatched");
  const columns: readonly Column<UnmatchedView>[] = [
    {
      key: "reason",
      title: t("column.reason"),
      render: ({ id, reason }) => (
        <Anchor component={Link} href={`/admin/unmatched/${id}`}>
          {t(`reason.${reason}`)}
        </Anchor>
      ),
    },
    {
      key: "amount",
      title: t("column.amount"),
      align: "end",
      render: ({ amount, asset }) => <Money amount={amount} asset={asset} withChain />,
    },
    {
      key: "address",
      title: t("column.address"),
      render: ({ address }) => (
        <Tight>
          <AddressText address={address} />
        </Tight>
      ),
    },
    { key: "status", title: t("column.status"), render: (deposit) => <Standing deposit={deposit} /> },
    { key: "arrived", title: t("column.arrived"), render: ({ arrivedAt }) => <DateText value={arrivedAt} look="moment" /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={deposits}
      rowKey={({ id }) => id}
      minWidth={820}
      card={(deposit) => <DepositCard deposit={deposit} />}
    />
  );
}

function Standing({ deposit }: { deposit: UnmatchedView }) {
  return (
    <Group gap={6}>
      <UnmatchedBadge status={deposit.status} />
      <OverdueBadge overdue={deposit.overdue && deposit.status === "open"} />
      <ClaimedBadge claims={deposit.claims} />
    </Group>
  );
}

function DepositCard({ deposit }: { deposit: UnmatchedView }) {
  const t = useTranslations("admin.unmatched");
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Money amount={deposit.amount} asset={deposit.asset} strong withChain />
          <Standing deposit={deposit} />
        </Group>
        <Text>{t(`reason.${deposit.reason}`)}</Text>
        <Text size="sm" c="dimmed">
          <DateText value={deposit.arrivedAt} look="moment" />
        </Text>
        <AddressText address={deposit.address} />
        <Button component={Link} href={`/admin/unmatched/${deposit.id}`} variant="light">
          {t("open")}
        </Button>
      </Stack>
    </Card>
  );
}
