"use client";

import type { PayoutView } from "@amanat/contracts";
import {
  AddressText,
  Anchor,
  Button,
  Card,
  DataTable,
  DateText,
  EmptyState,
  ErrorState,
  Group,
  ListSkeleton,
  Money,
  PageHeader,
  Select,
  Stack,
  Text,
  UserWord,
  type Column,
} from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/routing.ts";
import { useAssetOf } from "../deal/assets.ts";
import { PayoutBadge } from "../deal/payout-card.tsx";
import { Tight } from "./tight.tsx";
import { QUEUE_STATUSES, queueFilter, queueInput } from "./queue-filter.ts";

/** Payouts waiting for a person; filters live in the URL. */
export function PayoutQueue() {
  const t = useTranslations("admin.payouts");
  const status = useTranslations("deal.payouts.status");
  const [filter, setFilter] = useQueryStates(queueFilter, { history: "push" });
  const page = useAmanatQuery("payment", "listPayouts", queueInput(filter), { refetchInterval: 20_000 });
  const choices = [{ value: "all", label: t("all") }, ...QUEUE_STATUSES.map((value) => ({ value, label: status(value) }))];
  return (
    <Stack gap="lg">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Select
        label={t("filter")}
        data={choices}
        value={filter.status}
        allowDeselect={false}
        onChange={(value) =>
          void setFilter({ status: (["all", ...QUEUE_STATUSES] as const).find((known) => known === value) ?? null, cursor: null })
        }
        maw="20rem"
      />
      {page.error === null ? null : <ErrorState error={page.error} onRetry={() => void page.refetch()} />}
      {page.isPending ? <ListSkeleton label={t("title")} /> : null}
      {page.data === undefined ? null : page.data.data.length === 0 ? (
        <Nothing filtered={filter.status} onClear={() => void setFilter({ status: "all", cursor: null })} />
      ) : (
        <Rows payouts={page.data.data} />
      )}
      <Group justify="space-between">
        {filter.cursor === null ? (
          <span />
        ) : (
          <Button variant="default" onClick={() => void setFilter({ cursor: null })}>
            {t("first")}
          </Button>
        )}
        {page.data?.meta.nextCursor ? (
          <Button variant="default" onClick={() => void setFilter({ cursor: page.data.meta.nextCursor })}>
            {t("more")}
          </Button>
        ) : null}
      </Group>
    </Stack>
  );
}

function Nothing({ filtered, onClear }: { filtered: string; onClear: () => void }) {
  const t = useTranslations("admin.payouts");
  const waiting = filtered === "pending_approval" || filtered === "all";
  return (
    <EmptyState
      icon={IconInbox}
      title={waiting ? t("empty") : t("emptyFiltered")}
      action={
        filtered === "all" ? null : (
          <Button variant="default" onClick={onClear}>
            {t("clear")}
          </Button>
        )
      }
    >
      {waiting ? t("emptyHint") : null}
    </EmptyState>
  );
}

function Rows({ payouts }: { payouts: readonly PayoutView[] }) {
  const t = useTranslations("admin");
  const assetOf = useAssetOf();
  const columns: readonly Column<PayoutView>[] = [
    {
      key: "deal",
      title: t("payouts.column.deal"),
      render: (payout) => (
        <Anchor component={Link} href={`/admin/payouts/${payout.id}`}>
          <UserWord>{payout.dealTitle}</UserWord>
        </Anchor>
      ),
    },
    { key: "kind", title: t("payouts.column.kind"), render: (payout) => t(`payout.${payout.kind}`) },
    {
      key: "amount",
      title: t("payouts.column.amount"),
      align: "end",
      render: (payout) => <Money amount={payout.amount} asset={assetOf(payout.asset)} withChain />,
    },
    {
      key: "destination",
      title: t("payouts.column.destination"),
      render: (payout) => (
        <Tight>
          <AddressText address={payout.destination} />
        </Tight>
      ),
    },
    {
      key: "status",
      title: t("payouts.column.status"),
      render: (payout) => (
        <Tight>
          <PayoutBadge status={payout.status} />
        </Tight>
      ),
    },
    { key: "created", title: t("payouts.column.created"), render: (payout) => <DateText value={payout.createdAt} look="moment" /> },
  ];
  return (
    <DataTable
      caption={t("payouts.title")}
      columns={columns}
      rows={payouts}
      rowKey={({ id }) => id}
      minWidth={900}
      card={(payout) => <PayoutCardLine payout={payout} />}
    />
  );
}

function PayoutCardLine({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin");
  const asset = useAssetOf()(payout.asset);
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Text fw={600}>
            <UserWord>{payout.dealTitle}</UserWord>
          </Text>
          <PayoutBadge status={payout.status} />
        </Group>
        <Text size="sm" c="dimmed">
          {t(`payout.${payout.kind}`)} · <DateText value={payout.createdAt} look="moment" />
        </Text>
        <Money amount={payout.amount} asset={asset} strong withChain />
        <AddressText address={payout.destination} />
        <Button component={Link} href={`/admin/payouts/${payout.id}`} variant="light">
          {t("payouts.open")}
        </Button>
      </Stack>
    </Card>
  );
}
