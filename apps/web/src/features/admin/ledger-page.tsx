"use client";

import type { AccountView, TransferView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import type { AmanatError } from "@amanat/sdk";
import {
  AddressText,
  Button,
  Card,
  DataTable,
  DateText,
  ErrorState,
  Money,
  PageHeader,
  Stack,
  Text,
  Title,
  UserWord,
  type Column,
} from "@amanat/ui";
import { useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useAmanat } from "../../client/amanat.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { TextLink } from "../../client/links.tsx";
import { HoldsCard } from "../desk/holds-card.tsx";
import { useSeesPeople } from "../desk/subject-columns.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { BackLink } from "../frame/back-link.tsx";
import { balancesOf } from "./balances.ts";
import { Tight } from "./tight.tsx";
import { FundsCard } from "./funds-card.tsx";

const RecordCard = lateComponent(() => import("../dossier/record-card.tsx"), "RecordCard");

type TransferPage = { data: TransferView[]; meta: { nextCursor: string | null; hasMore: boolean } };

/** A deal's books: the equation, its accounts, every transfer with both legs, and the proof on chain. */
export function LedgerPage({ dealId, title, first }: { dealId: string; title: string; first: TransferPage }) {
  const t = useTranslations("admin.ledger");
  const amanat = useAmanat();
  const pages = useInfiniteQuery<TransferPage, AmanatError, InfiniteData<TransferPage>, readonly string[], string | undefined>({
    queryKey: ["ledger", "dealTransfers", dealId],
    queryFn: ({ pageParam, signal }) =>
      amanat.ledger.dealTransfers({ dealId, limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ meta }) => meta.nextCursor ?? undefined,
    initialData: { pages: [first], pageParams: [undefined] },
  });
  const transfers = pages.data?.pages.flatMap(({ data }) => data) ?? [];
  const back = <BackLink href={`/deals/${dealId}`}>{t("back")}</BackLink>;
  return (
    <Stack gap="lg">
      <PageHeader title={t("title", { title: isolated(title) })} back={back} />
      <WholeStory dealId={dealId} />
      <HoldsCard dealId={dealId} />
      {pages.error === null ? null : <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />}
      <FundsCard dealId={dealId} title={t("equation")} />
      {transfers.length === 0 ? (
        <Card>
          <Text c="dimmed">{t("empty")}</Text>
        </Card>
      ) : (
        <>
          <Accounts accounts={balancesOf(transfers)} />
          <Transfers transfers={transfers} />
        </>
      )}
      {pages.hasNextPage ? (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
      <RecordCard dealId={dealId} />
    </Stack>
  );
}

/** The link to the deal's audit trail, for readers who may see people. */
function WholeStory({ dealId }: { dealId: string }) {
  const t = useTranslations("desk.deal");
  if (!useSeesPeople()) return null;
  return <TextLink href={`/admin/audit?subject=${dealId}`}>{t("trail")}</TextLink>;
}

function Accounts({ accounts }: { accounts: readonly AccountView[] }) {
  const t = useTranslations("admin.ledger");
  const assetOf = useAssetOf();
  const columns: readonly Column<AccountView>[] = [
    { key: "account", title: t("column.account"), render: ({ kind }) => <Tight>{t(`kind.${kind}`)}</Tight> },
    { key: "party", title: t("column.party"), render: ({ party }) => <Party party={party} /> },
    {
      key: "balance",
      title: t("column.balance"),
      align: "end",
      render: ({ balance, asset }) => <Money amount={balance} asset={assetOf(asset)} withChain />,
    },
  ];
  return (
    <Stack gap="sm" component="section">
      <div>
        <Title order={2} size="h3">
          {t("accounts")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("accountsHint")}
        </Text>
      </div>
      <DataTable
        caption={t("accounts")}
        columns={columns}
        rows={accounts}
        rowKey={({ kind, party, asset }) => `${kind}|${party}|${asset}`}
        minWidth={520}
      />
    </Stack>
  );
}

function Transfers({ transfers }: { transfers: readonly TransferView[] }) {
  const t = useTranslations("admin.ledger");
  const assetOf = useAssetOf();
  const columns: readonly Column<TransferView>[] = [
    { key: "at", title: t("column.at"), render: ({ at }) => <DateText value={at} look="moment" /> },
    { key: "code", title: t("column.code"), render: ({ code }) => t(`code.${code}`) },
    { key: "debit", title: t("column.debit"), render: ({ debit }) => <Tight>{t(`kind.${debit.kind}`)}</Tight> },
    { key: "credit", title: t("column.credit"), render: ({ credit }) => <Tight>{t(`kind.${credit.kind}`)}</Tight> },
    {
      key: "amount",
      title: t("column.amount"),
      align: "end",
      render: ({ amount, asset }) => <Money amount={amount} asset={assetOf(asset)} />,
    },
    {
      key: "chain",
      title: t("column.chain"),
      render: ({ chainRef }) =>
        chainRef === null ? (
          <Text size="sm" c="dimmed">
            {t("notOnChain")}
          </Text>
        ) : (
          <Tight>
            <AddressText address={hashOf(chainRef)} copyLabel={t("column.chain")} />
          </Tight>
        ),
    },
  ];
  return (
    <Stack gap="sm" component="section">
      <Title order={2} size="h3">
        {t("transfers")}
      </Title>
      <DataTable
        caption={t("transfers")}
        columns={columns}
        rows={transfers}
        rowKey={({ journal, leg }) => `${journal}:${leg}`}
        minWidth={880}
      />
    </Stack>
  );
}

/** An address or a person's id; empty where an account belongs to nobody in particular. */
function Party({ party }: { party: string }) {
  if (party === "") return <span aria-hidden="true">—</span>;
  return party.length > 20 ? (
    <Tight>
      <AddressText address={party} />
    </Tight>
  ) : (
    <UserWord>{party}</UserWord>
  );
}

/** The transaction in a chain reference: behind the two parts of the chain's name, before its place in the transaction. */
function hashOf(chainRef: string): string {
  return chainRef.split(":")[2] ?? chainRef;
}
