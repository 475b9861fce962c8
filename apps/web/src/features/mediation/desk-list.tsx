"use client";

import type { DeskRow } from "@amanat/contracts";
import { Card, type Column, DataTable, Group, NativeSelect, Stack, Text, PersonWord, UserWord } from "@amanat/ui";
import { IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { LinkButton, TextLink } from "../../client/links.tsx";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "../admin/admin-list.tsx";
import { MediatorName } from "../cases/mediator-badge.tsx";
import { CaseBadges } from "./case-badges.tsx";
import { deskFilter, deskInput, SHOWN } from "./desk-filter.ts";
import { Due } from "./due.tsx";
import { OnHold } from "./on-hold.tsx";
import { TakeCase } from "./take-case.tsx";

/** Cases about money on hold: what ends soonest is on top. Filters live in the URL. */
export function DeskList() {
  const t = useTranslations("mediation.list");
  const [filter, setFilter] = useQueryStates(deskFilter, { history: "push" });
  const page = useAmanatQuery("disputes", "desk", deskInput(filter), { refetchInterval: 20_000 });
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      filters={
        <NativeSelect
          label={t("show")}
          value={filter.show}
          onChange={({ currentTarget: { value } }) =>
            void setFilter({ show: SHOWN.find((known) => known === value) ?? null, cursor: null })
          }
          data={SHOWN.map((value) => ({ value, label: t(`shown.${value}`) }))}
          maw="20rem"
        />
      }
      query={page}
      money="none"
      empty={{
        icon: IconScale,
        title: t(`empty.${filter.show}`),
        clear: filter.show === "open" ? null : { label: t("clear"), act: () => void setFilter({ show: null, cursor: null }) },
      }}
      cursor={filter.cursor}
      onGo={(cursor) => void setFilter({ cursor })}
    >
      {(rows) => <Rows rows={rows} />}
    </AdminListPage>
  );
}

function Rows({ rows }: { rows: readonly DeskRow[] }) {
  const t = useTranslations("mediation.list");
  const columns: readonly Column<DeskRow>[] = [
    { key: "case", title: t("column.case"), render: (row) => <Name row={row} /> },
    { key: "amount", title: t("column.amount"), align: "end", render: ({ parts }) => <OnHold parts={parts} /> },
    { key: "status", title: t("column.status"), render: (row) => <CaseBadges row={row} /> },
    { key: "due", title: t("column.due"), render: (row) => <Due row={row} /> },
    { key: "mediator", title: t("column.mediator"), render: (row) => <Mediator row={row} /> },
  ];
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      card={(row) => <CaseCard row={row} />}
      minWidth={880}
    />
  );
}

function Name({ row }: { row: DeskRow }) {
  const reason = useTranslations("cases.reason");
  const title = <UserWord>{row.title}</UserWord>;
  return (
    <Stack gap={2} data-case={row.id}>
      {row.opens ? <TextLink href={`/admin/disputes/${row.id}`}>{title}</TextLink> : <Text fw={600}>{title}</Text>}
      <Text size="sm" c="dimmed">
        <PersonWord>{row.buyer.name}</PersonWord> · <PersonWord>{row.seller.name}</PersonWord>
      </Text>
      <Text size="sm">{reason(row.reason)}</Text>
    </Stack>
  );
}

/** Who has it; or the way to take it, for those who rule. */
function Mediator({ row }: { row: DeskRow }) {
  const t = useTranslations("mediation.list");
  const rules = useMe()?.roles.includes("resolver") ?? false;
  if (row.mediator !== null) return <MediatorName name={row.mediator.name} />;
  if (row.status === "unassigned" && rules) return <TakeCase row={row} />;
  return <Text c="dimmed">{t(row.status === "unassigned" ? "nobody" : "none")}</Text>;
}

function CaseCard({ row }: { row: DeskRow }) {
  const t = useTranslations("mediation.list");
  return (
    <Card padding="md" component="article">
      <Stack gap="sm">
        <CaseBadges row={row} />
        <Name row={row} />
        <OnHold parts={row.parts} strong />
        <Due row={row} />
        <Group gap="sm">
          <Mediator row={row} />
        </Group>
        {row.opens ? (
          <LinkButton href={`/admin/disputes/${row.id}`} variant="light">
            {t("open")}
          </LinkButton>
        ) : null}
      </Stack>
    </Card>
  );
}
