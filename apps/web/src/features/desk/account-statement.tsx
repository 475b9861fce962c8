"use client";

import { type AccountKind, formatUnits, type StatementView } from "@amanat/contracts";
import { Card, DataTable, DateText, ErrorState, Facts, Group, Money, Stack, TextInput, TitledCard, type Column } from "@amanat/ui";
import { IconInbox } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useQueryStates } from "nuqs";
import { TextLink } from "../../client/links.tsx";
import { useAmanat } from "../../client/amanat.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { AdminListPage } from "../admin/admin-list.tsx";
import { Code } from "../admin/code.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { AccountName, PartyText, ScopeText } from "./account-name.tsx";
import { dayEnd, dayStart, kindPath, ledgerFilter } from "./ledger-filter.ts";

type Line = StatementView["data"][number];
type Account = { asset: string; kind: AccountKind; scope: string; party: string };
/** Earlier than every posting: the statement begins with the account. */
const FIRST_DAY = "2020-01-01";
const today = () => new Date().toISOString().slice(0, 10);

/** What came to an account and left it, with what it held after each, and what it held on a day. */
export function AccountStatement({ account }: { account: Account }) {
  const t = useTranslations("desk.ledger");
  const words = useTranslations("admin.ledger.kind");
  const amanat = useAmanat();
  const [{ from, to, cursor }, setPlace] = useQueryStates(ledgerFilter, { history: "push" });
  const shown = useAssetOf()(account.asset);
  const ask = (limit: number, next: string | null | undefined) => ({
    account,
    from: dayStart(from, FIRST_DAY),
    to: dayEnd(to, today()),
    limit,
    ...(next ? { cursor: next } : {}),
  });
  const page = useAmanatQuery("ledger", "statement", ask(20, cursor));
  const columns = useColumns(account.asset);
  const title = `${words(account.kind)} · ${shown.symbol}`;
  return (
    <AdminListPage
      title={title}
      lead={<TextLink href={kindPath(account)}>{t("backToKind", { kind: words(account.kind) })}</TextLink>}
      filters={
        <>
          <Group gap="sm" align="flex-end">
            <Day label={t("from")} value={from} onChange={(day) => void setPlace({ from: day, cursor: null })} />
            <Day label={t("to")} value={to} onChange={(day) => void setPlace({ to: day, cursor: null })} />
          </Group>
          <Ends account={account} view={page.data} />
        </>
      }
      file={{ name: `statement-${account.kind}`, columns, ask: (next) => amanat.ledger.statement(ask(100, next)) }}
      query={page}
      empty={{ icon: IconInbox, title: t("noLine") }}
      cursor={cursor}
      onGo={(next) => void setPlace({ cursor: next })}
    >
      {(lines) => (
        <DataTable
          caption={title}
          columns={columns}
          rows={lines}
          rowKey={({ journal, leg }) => `${journal} ${leg}`}
          minWidth={900}
          card={(line) => <LineCard line={line} asset={account.asset} />}
        />
      )}
    </AdminListPage>
  );
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return <TextInput type="date" label={label} value={value} max={today()} onChange={(event) => onChange(event.currentTarget.value)} />;
}

/** Whose account it is, where its period begins and ends, and what it held at the end of a day. */
function Ends({ account, view }: { account: Account; view: StatementView | undefined }) {
  const t = useTranslations("desk.ledger");
  const [{ at }, setPlace] = useQueryStates(ledgerFilter, { history: "push" });
  const asset = useAssetOf()(account.asset);
  const then = useAmanatQuery("ledger", "balanceAt", { account, at: dayEnd(at, today()) }, { enabled: at !== "" });
  return (
    <TitledCard id="ends" title={t("account")}>
      <Facts
        facts={[
          { label: t("scope"), value: <ScopeText scope={account.scope} /> },
          { label: t("party"), value: <PartyText party={account.party} /> },
          ...(view === undefined
            ? []
            : [
                { label: t("opening"), value: <Money amount={view.opening} asset={asset} /> },
                { label: t("closing"), value: <Money amount={view.closing} asset={asset} />, strong: true },
              ]),
          ...(at !== "" && then.data !== undefined
            ? [{ label: t("heldOn"), value: <Money amount={then.data.balance} asset={asset} />, strong: true }]
            : []),
        ]}
      />
      <Day label={t("at")} value={at} onChange={(day) => void setPlace({ at: day })} />
      {then.error === null ? null : <ErrorState error={then.error} money="unmentioned" />}
    </TitledCard>
  );
}

function useColumns(assetId: string): readonly Column<Line>[] {
  const t = useTranslations("desk.ledger");
  const codes = useTranslations("admin.ledger.code");
  const kinds = useTranslations("admin.ledger.kind");
  const asset = useAssetOf()(assetId);
  const plain = (amount: string) => formatUnits(BigInt(amount), asset.decimals);
  return [
    { key: "at", title: t("time"), render: ({ at }) => <DateText value={at} look="moment" />, text: ({ at }) => at },
    {
      key: "code",
      title: t("why"),
      render: ({ journal, code }) => <TextLink href={`/admin/ledger/${journal}`}>{codes(code)}</TextLink>,
      text: ({ code }) => codes(code),
    },
    {
      key: "counter",
      title: t("counter"),
      render: ({ counter }) => <AccountName account={counter} />,
      text: ({ counter: { kind, scope, party } }) => [kinds(kind), scope, party].filter((part) => part !== "").join(" "),
    },
    {
      key: "amount",
      title: t("amount"),
      align: "end",
      render: ({ amount }) => <Money amount={amount} asset={asset} />,
      text: ({ amount }) => plain(amount),
    },
    {
      key: "after",
      title: t("after"),
      align: "end",
      render: ({ balanceAfter }) => <Money amount={balanceAfter} asset={asset} strong />,
      text: ({ balanceAfter }) => plain(balanceAfter),
    },
    { key: "journal", title: t("journal"), render: ({ journal }) => <Code>{journal.slice(-8)}</Code>, text: ({ journal }) => journal },
  ];
}

function LineCard({ line, asset }: { line: Line; asset: string }) {
  const t = useTranslations("desk.ledger");
  const codes = useTranslations("admin.ledger.code");
  const shown = useAssetOf()(asset);
  return (
    <Card padding="md" component="article">
      <Stack gap={6}>
        <Group justify="space-between" gap="xs">
          <TextLink href={`/admin/ledger/${line.journal}`}>{codes(line.code)}</TextLink>
          <DateText value={line.at} look="moment" />
        </Group>
        <Money amount={line.amount} asset={shown} strong />
        <AccountName account={line.counter} />
        <div>
          {t("after")}: <Money amount={line.balanceAfter} asset={shown} />
        </div>
      </Stack>
    </Card>
  );
}
