"use client";

import { type DepositView, formatUnits } from "@amanat/contracts";
import {
  AddressText,
  Card,
  DataTable,
  DateText,
  Group,
  Money,
  NativeSelect,
  Stack,
  StatusBadge,
  Text,
  type Column,
  type Tone,
} from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { useAmanat } from "../../client/amanat.tsx";
import { TextLink } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "./admin-list.tsx";
import { Code } from "./code.tsx";
import { Tight } from "./tight.tsx";
import { SearchForm } from "./search-form.tsx";

const PAGE = 20;
const POLL_MS = 20_000;
const SORTS = ["newest", "oldest"] as const;
// Spelled out and checked for completeness: the contract's own list would bring its schemas along.
const TONES = {
  detected: "waiting",
  confirming: "waiting",
  credited: "good",
  orphaned: "attention",
  rejected: "info",
  reverted: "bad",
} as const satisfies Record<DepositView["status"], Tone>;
const STATUSES = Object.keys(TONES) as DepositView["status"][];

/** As it stands in the address bar. */
const filter = {
  status: parseAsStringLiteral(STATUSES),
  search: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(SORTS).withDefault("newest"),
  cursor: parseAsString,
};
type Filter = { status: DepositView["status"] | null; search: string; sort: (typeof SORTS)[number] };

/** Every transfer that was reported to an address of ours, whatever became of it. Filters live in the URL, and the file has what they leave. */
export function Deposits() {
  const t = useTranslations("admin.deposits");
  const list = useTranslations("desk.list");
  const amanat = useAmanat();
  const [asked, setAsked] = useQueryStates(filter, { history: "push" });
  const { status, search, sort, cursor } = asked;
  const input = { sort, ...(status === null ? {} : { status }), ...(search === "" ? {} : { search: search.slice(0, 120) }) };
  const columns = useColumns();
  const page = useAmanatQuery(
    "payment",
    "listDeposits",
    { ...input, limit: PAGE, ...(cursor === null ? {} : { cursor }) },
    { refetchInterval: POLL_MS },
  );
  const look = (change: Partial<Filter>) => void setAsked({ ...change, cursor: null });
  const filtered = status !== null || search !== "";
  return (
    <AdminListPage
      title={t("title")}
      lead={
        <>
          {t("lead")}{" "}
          <TextLink href="/admin/unmatched" within>
            {t("toUnmatched")}
          </TextLink>
        </>
      }
      filters={<Filters key={search} asked={asked} onChange={look} />}
      file={{
        name: "deposits",
        columns,
        ask: (from) => amanat.payment.listDeposits({ ...input, limit: 100, ...(from === undefined ? {} : { cursor: from }) }),
      }}
      query={page}
      money="none"
      empty={{
        icon: IconInbox,
        title: filtered ? list("nothingFound") : list("empty"),
        clear: filtered ? { label: list("clear"), act: () => look({ status: null, search: "" }) } : null,
      }}
      cursor={cursor}
      onGo={(next) => void setAsked({ cursor: next })}
    >
      {(rows) => (
        <DataTable
          caption={t("title")}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          minWidth={980}
          card={(row) => <DepositCard row={row} />}
        />
      )}
    </AdminListPage>
  );
}

function Filters({ asked, onChange }: { asked: Filter; onChange: (change: Partial<Filter>) => void }) {
  const t = useTranslations("admin.deposits");
  const list = useTranslations("desk.list");
  return (
    <SearchForm
      label={t("search")}
      find={list("find")}
      search={asked.search}
      onSearch={(typed) => onChange({ search: typed })}
      dir="ltr"
      maxLength={120}
    >
      <NativeSelect
        label={list("status")}
        value={asked.status ?? ""}
        onChange={({ currentTarget: { value } }) => onChange({ status: STATUSES.find((known) => known === value) ?? null })}
        data={[{ value: "", label: list("anyStatus") }, ...STATUSES.map((value) => ({ value, label: t(`state.${value}`) }))]}
      />
      <NativeSelect
        label={list("sort")}
        value={asked.sort}
        onChange={({ currentTarget: { value } }) => onChange({ sort: value === "oldest" ? "oldest" : "newest" })}
        data={SORTS.map((value) => ({ value, label: list(value) }))}
      />
    </SearchForm>
  );
}

/** The columns of the page and of its file. */
function useColumns(): readonly Column<DepositView>[] {
  const t = useTranslations("admin.deposits");
  return [
    {
      key: "arrived",
      title: t("column.arrived"),
      render: ({ arrivedAt }) => <DateText value={arrivedAt} look="moment" />,
      text: ({ arrivedAt }) => arrivedAt,
    },
    {
      key: "amount",
      title: t("column.amount"),
      align: "end",
      render: (row) => <Amount row={row} />,
      text: ({ asset, amount, token, chain }) =>
        asset === null
          ? `${amount} ${token} ${chain}`
          : `${formatUnits(BigInt(amount), asset.decimals)} ${asset.symbol} ${asset.chainName}`,
    },
    {
      key: "status",
      title: t("column.status"),
      render: (row) => <Status row={row} />,
      text: ({ status, rejection }) => [t(`state.${status}`), rejection ?? ""].filter((word) => word !== "").join(": "),
    },
    {
      key: "for",
      title: t("column.for"),
      render: (row) => <PaidFor row={row} />,
      text: ({ dealId, unmatchedId }) => dealId ?? unmatchedId ?? "",
    },
    {
      key: "sender",
      title: t("column.sender"),
      render: ({ sender }) => (
        <Tight>
          <AddressText address={sender} />
        </Tight>
      ),
      text: ({ sender }) => sender,
    },
    {
      key: "recipient",
      title: t("column.recipient"),
      render: ({ recipient }) => (
        <Tight>
          <AddressText address={recipient} />
        </Tight>
      ),
      text: ({ recipient }) => recipient,
    },
    {
      key: "tx",
      title: t("column.tx"),
      render: ({ txHash }) => (
        <Tight>
          <AddressText address={txHash} copyLabel={t("column.tx")} />
        </Tight>
      ),
      text: ({ txHash }) => txHash,
    },
  ];
}

/** Of a token that is no asset of ours nobody knows the decimals. */
function Amount({ row: { asset, amount } }: { row: DepositView }) {
  const t = useTranslations("admin.deposits");
  if (asset !== null) return <Money amount={amount} asset={asset} withChain />;
  return (
    <Stack gap={2}>
      <Code>{amount}</Code>
      <Text size="sm" c="dimmed">
        {t("otherToken")}
      </Text>
    </Stack>
  );
}

function Status({ row: { status, rejection, confirmations, required, shortage } }: { row: DepositView }) {
  const t = useTranslations("admin.deposits");
  return (
    <Stack gap={2}>
      <Group gap={6}>
        <StatusBadge tone={TONES[status]}>{t(`state.${status}`)}</StatusBadge>
        {shortage ? <StatusBadge tone="bad">{t("shortage")}</StatusBadge> : null}
      </Group>
      {status === "confirming" ? (
        <Text size="sm" c="dimmed">
          {t("confirmations", { count: confirmations, required })}
        </Text>
      ) : null}
      {rejection === null ? null : <Code>{rejection}</Code>}
    </Stack>
  );
}

function PaidFor({ row: { dealId, unmatchedId } }: { row: DepositView }) {
  const t = useTranslations("admin.deposits");
  return (
    <Stack gap={2}>
      {dealId === null ? null : <TextLink href={`/admin/deals/${dealId}`}>{t("deal")}</TextLink>}
      {unmatchedId === null ? null : <TextLink href={`/admin/unmatched/${unmatchedId}`}>{t("unmatched")}</TextLink>}
      {dealId === null && unmatchedId === null ? <span aria-hidden="true">—</span> : null}
    </Stack>
  );
}

function DepositCard({ row }: { row: DepositView }) {
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <Amount row={row} />
          <Status row={row} />
        </Group>
        <Text size="sm" c="dimmed">
          <DateText value={row.arrivedAt} look="moment" />
        </Text>
        <AddressText address={row.sender} />
        <AddressText address={row.txHash} />
        <PaidFor row={row} />
      </Stack>
    </Card>
  );
}
