"use client";

import type { QuarantineView } from "@amanat/contracts";
import { AddressText, Anchor, Button, Card, DataTable, DateText, Group, Money, NativeSelect, Stack, Text, type Column } from "@amanat/ui";
import { IconLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { AdminListSection } from "./admin-list.tsx";
import { FrozenBadge } from "./frozen-badge.tsx";
import { FROZEN_STATUSES, frozenInput, screeningFilter } from "./screening-filter.ts";
import { Tight } from "./tight.tsx";

/** Money from listed addresses; whoever waits longest is on top. */
export function FrozenList() {
  const t = useTranslations("admin.screening");
  const [{ status, frozen }, setFilter] = useQueryStates(screeningFilter, { history: "push" });
  const page = useAmanatQuery("payment", "listQuarantine", frozenInput({ status, frozen }), { refetchInterval: 20_000 });
  return (
    <AdminListSection
      id="frozen-title"
      title={t("frozen.title")}
      lead={t("frozen.lead")}
      query={page}
      money="none"
      empty={{ icon: IconLock, title: t("frozen.empty") }}
      cursor={frozen}
      onGo={(next) => void setFilter({ frozen: next })}
      filters={
        <NativeSelect
          label={t("frozen.status")}
          value={status}
          onChange={({ currentTarget: { value } }) =>
            void setFilter({ status: FROZEN_STATUSES.find((known) => known === value) ?? "all", frozen: null })
          }
          data={[...FROZEN_STATUSES.map((value) => ({ value, label: t(`state.${value}`) })), { value: "all", label: t("said.all") }]}
          maw="20rem"
        />
      }
    >
      {(rows) => <Rows rows={rows} />}
    </AdminListSection>
  );
}

function Rows({ rows }: { rows: readonly QuarantineView[] }) {
  const t = useTranslations("admin.screening.frozen");
  const columns: readonly Column<QuarantineView>[] = [
    {
      key: "listed",
      title: t("listed"),
      render: ({ id, listed }) => (
        <Tight>
          <Anchor component={Link} href={`/admin/screening/${id}`} aria-label={`${t("look")}: ${listed}`}>
            <AddressText address={listed} />
          </Anchor>
        </Tight>
      ),
    },
    { key: "amount", title: t("amount"), align: "end", render: ({ amount, asset }) => <Money amount={amount} asset={asset} withChain /> },
    { key: "status", title: t("status"), render: (row) => <FrozenBadge status={row.status} overdue={row.overdue} /> },
    { key: "arrived", title: t("arrived"), render: ({ arrivedAt }) => <DateText value={arrivedAt} look="moment" /> },
    {
      key: "decideBy",
      title: t("decideBy"),
      render: ({ decideBy, status }) => (status === "frozen" ? <DateText value={decideBy} look="moment" /> : "—"),
    },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      minWidth={820}
      card={(row) => <FrozenCard row={row} />}
    />
  );
}

function FrozenCard({ row }: { row: QuarantineView }) {
  const t = useTranslations("admin.screening.frozen");
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Money amount={row.amount} asset={row.asset} strong withChain />
          <FrozenBadge status={row.status} overdue={row.overdue} />
        </Group>
        <AddressText address={row.listed} />
        <Text size="sm" c="dimmed">
          {t("decideBy")} <DateText value={row.decideBy} look="moment" />
        </Text>
        <Button component={Link} href={`/admin/screening/${row.id}`} variant="light">
          {t("look")}
        </Button>
      </Stack>
    </Card>
  );
}
