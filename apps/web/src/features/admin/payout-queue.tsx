"use client";

import type { PayoutView } from "@amanat/contracts";
import {
  AddressText,
  Anchor,
  Button,
  Card,
  Checkbox,
  DataTable,
  DateText,
  Group,
  Money,
  Select,
  Stack,
  StatusBadge,
  Text,
  UserWord,
  type Column,
} from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { PayoutBadge } from "../deal/payout-card.tsx";
import { AdminListPage } from "./admin-list.tsx";
import classes from "./cells.module.css";
import { PayoutBatch } from "./payout-batch.tsx";
import { Tight } from "./tight.tsx";
import { QUEUE_STATUSES, queueFilter, queueInput } from "./queue-filter.ts";

/** Payouts waiting for a person; filters live in the URL. */
export function PayoutQueue() {
  const t = useTranslations("admin.payouts");
  const status = useTranslations("deal.payouts.status");
  const [filter, setFilter] = useQueryStates(queueFilter, { history: "push" });
  const page = useAmanatQuery("payment", "listPayouts", queueInput(filter), { refetchInterval: 20_000 });
  // What was chosen stays as it was: what came of it is shown although the list has it no more.
  const [chosen, setChosen] = useState<readonly PayoutView[]>([]);
  const choose: Choose = {
    isChosen: ({ id }) => chosen.some((one) => one.id === id),
    set: (payout, on) => setChosen([...chosen.filter(({ id }) => id !== payout.id), ...(on ? [payout] : [])]),
  };
  const waiting = filter.status === "pending_approval" || filter.status === "all";
  const choices = [{ value: "all", label: t("all") }, ...QUEUE_STATUSES.map((value) => ({ value, label: status(value) }))];
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      filters={
        <>
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
          <PayoutBatch chosen={chosen} onClear={() => setChosen([])} />
        </>
      }
      query={page}
      money="none"
      empty={{
        icon: IconInbox,
        title: waiting ? t("empty") : t("emptyFiltered"),
        hint: waiting ? t("emptyHint") : undefined,
        clear: filter.status === "all" ? null : { label: t("clear"), act: () => void setFilter({ status: "all", cursor: null }) },
      }}
      cursor={filter.cursor}
      onGo={(cursor) => void setFilter({ cursor })}
    >
      {(payouts) => <Rows payouts={payouts} choose={choose} />}
    </AdminListPage>
  );
}

function Rows({ payouts, choose }: { payouts: readonly PayoutView[]; choose: Choose }) {
  const t = useTranslations("admin");
  const assetOf = useAssetOf();
  const canChoose = payouts.some(({ approvable }) => approvable);
  const choice: readonly Column<PayoutView>[] = canChoose
    ? [{ key: "choose", title: t("payouts.batch.choose"), render: (payout) => <Chosen payout={payout} choose={choose} /> }]
    : [];
  const columns: readonly Column<PayoutView>[] = [
    ...choice,
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
          <Marks payout={payout} />
        </Tight>
      ),
    },
    { key: "created", title: t("payouts.column.created"), render: (payout) => <DateText value={payout.createdAt} look="moment" /> },
  ];
  return (
    <>
      <DataTable
        caption={t("payouts.title")}
        columns={columns}
        rows={payouts}
        rowKey={({ id }) => id}
        minWidth={900}
        card={(payout) => <PayoutCardLine payout={payout} choose={canChoose ? choose : null} />}
      />
    </>
  );
}

type Choose = { isChosen: (payout: PayoutView) => boolean; set: (payout: PayoutView, on: boolean) => void };

/** Chooses a payout for a common approval. What this admin may not approve is not offered. */
function Chosen({ payout, choose }: { payout: PayoutView; choose: Choose }) {
  const t = useTranslations("admin.payouts.batch");
  if (!payout.approvable) return null;
  return (
    <label className={classes.choose}>
      <Checkbox
        size="md"
        aria-label={t("chooseOf", { title: payout.dealTitle })}
        checked={choose.isChosen(payout)}
        onChange={(event) => choose.set(payout, event.currentTarget.checked)}
      />
    </label>
  );
}

/** Its status, and what stands in the way of its approval. */
function Marks({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin.payouts");
  return (
    <>
      {payout.hold === null ? <PayoutBadge status={payout.status} /> : <StatusBadge tone="attention">{t("held")}</StatusBadge>}
      {payout.status === "pending_approval" && payout.firstApproval !== null ? <StatusBadge tone="info">{t("once")}</StatusBadge> : null}
    </>
  );
}

function PayoutCardLine({ payout, choose }: { payout: PayoutView; choose: Choose | null }) {
  const t = useTranslations("admin");
  const asset = useAssetOf()(payout.asset);
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Text fw={600}>
            <UserWord>{payout.dealTitle}</UserWord>
          </Text>
          <Group gap="xs">
            <Marks payout={payout} />
            {choose === null ? null : <Chosen payout={payout} choose={choose} />}
          </Group>
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
