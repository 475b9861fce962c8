"use client";

import { type DeskRow, formatUnits, HOLD_TERMS, type HoldTerm } from "@amanat/contracts";
import { Card, type Column, DataTable, Group, NativeSelect, PersonWord, Stack, Text, UserWord } from "@amanat/ui";
import { IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { useAmanat } from "../../client/amanat.tsx";
import { LinkButton, TextLink } from "../../client/links.tsx";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "../admin/admin-list.tsx";
import { MediatorName } from "../cases/mediator-badge.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { CaseBadges } from "./case-badges.tsx";
import { deskFilter, type DeskFilter, deskInput, type Shown, SHOWN } from "./desk-filter.ts";
import { Due } from "./due.tsx";
import { OnHold } from "./on-hold.tsx";
import { TakeCase } from "./take-case.tsx";
import { SearchForm } from "../admin/search-form.tsx";

const PAGE = 20;
const NOTHING = { show: null, due: null, search: "" } as const;

/** Cases about money on hold: what ends soonest is on top. Filters live in the URL, and the file has what they leave. */
export function DeskList() {
  const t = useTranslations("mediation.list");
  const amanat = useAmanat();
  const [filter, setFilter] = useQueryStates(deskFilter, { history: "push" });
  const { cursor } = filter;
  const input = deskInput(filter);
  const columns = useColumns();
  const page = useAmanatQuery(
    "disputes",
    "desk",
    { ...input, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
    { refetchInterval: 20_000 },
  );
  const isAll = filter.show === "open" && filter.due === null && filter.search === "";
  return (
    <AdminListPage
      title={t("title")}
      lead={t("lead")}
      filters={<Filters key={filter.search} filter={filter} onChange={(change) => void setFilter({ ...change, cursor: null })} />}
      file={{
        name: "cases",
        columns,
        ask: (from) => amanat.disputes.desk({ ...input, limit: 100, ...(from === undefined ? {} : { cursor: from }) }),
      }}
      query={page}
      money="none"
      empty={{
        icon: IconScale,
        title: filter.due === null && filter.search === "" ? t(`empty.${filter.show}`) : t("nothingFound"),
        clear: isAll ? null : { label: t("clear"), act: () => void setFilter({ ...NOTHING, cursor: null }) },
      }}
      cursor={cursor}
      onGo={(next) => void setFilter({ cursor: next })}
    >
      {(rows) => (
        <DataTable
          caption={t("title")}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          card={(row) => <CaseCard row={row} />}
          minWidth={880}
        />
      )}
    </AdminListPage>
  );
}

/** The columns of the page and of its file. */
function useColumns(): readonly Column<DeskRow>[] {
  const t = useTranslations("mediation.list");
  const status = useTranslations("cases.status");
  const assetOf = useAssetOf();
  const sum = ({ asset, amount }: DeskRow["parts"][number]) => {
    const { decimals, symbol, chainName } = assetOf(asset);
    return `${formatUnits(BigInt(amount), decimals)} ${symbol} ${chainName}`;
  };
  return [
    {
      key: "case",
      title: t("column.case"),
      render: (row) => <Name row={row} />,
      text: ({ title, buyer, seller }) => [title, buyer.name, seller.name].join(" · "),
    },
    {
      key: "amount",
      title: t("column.amount"),
      align: "end",
      render: ({ parts }) => <OnHold parts={parts} />,
      text: ({ parts }) => parts.map(sum).join("; "),
    },
    { key: "status", title: t("column.status"), render: (row) => <CaseBadges row={row} />, text: (row) => status(row.status) },
    {
      key: "due",
      title: t("column.due"),
      render: (row) => <Due row={row} />,
      text: ({ closedAt, next, lastAt }) => closedAt ?? next.dueAt ?? lastAt,
    },
    {
      key: "mediator",
      title: t("column.mediator"),
      render: (row) => <Mediator row={row} />,
      text: ({ mediator }) => mediator?.name ?? "",
    },
  ];
}

type FilterProps = { filter: DeskFilter; onChange: (change: { show?: Shown | null; due?: HoldTerm | null; search?: string }) => void };

function Filters({ filter, onChange }: FilterProps) {
  const t = useTranslations("mediation.list");
  const list = useTranslations("desk.list");
  const terms = useTranslations("desk.holds");
  return (
    <SearchForm label={t("search")} find={list("find")} search={filter.search} onSearch={(typed) => onChange({ search: typed })}>
      <NativeSelect
        label={t("show")}
        value={filter.show}
        onChange={({ currentTarget: { value } }) => onChange({ show: SHOWN.find((known) => known === value) ?? null })}
        data={SHOWN.map((value) => ({ value, label: t(`shown.${value}`) }))}
      />
      <NativeSelect
        label={t("column.due")}
        value={filter.due ?? ""}
        onChange={({ currentTarget: { value } }) => onChange({ due: HOLD_TERMS.find((term) => term === value) ?? null })}
        data={[{ value: "", label: t("anyTime") }, ...HOLD_TERMS.map((value) => ({ value, label: terms(value) }))]}
      />
    </SearchForm>
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
