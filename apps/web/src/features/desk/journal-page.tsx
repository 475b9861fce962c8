"use client";

import type { JournalView, TransferView } from "@amanat/contracts";
import { AddressText, Card, DataTable, DateText, Facts, Money, PageHeader, Stack, StatusBadge, TitledCard, type Column } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { Code } from "../admin/code.tsx";
import { BackLink } from "../frame/back-link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { AccountName } from "./account-name.tsx";

/** Everything that was posted together, both sides of it, and the journal that took it back or that it takes back. */
export function JournalPage({ view }: { view: JournalView }) {
  const t = useTranslations("desk.ledger");
  const codes = useTranslations("admin.ledger.code");
  const assetOf = useAssetOf();
  const columns: readonly Column<TransferView>[] = [
    { key: "code", title: t("why"), render: ({ code }) => codes(code) },
    { key: "debit", title: t("debit"), render: ({ debit }) => <AccountName account={debit} /> },
    { key: "credit", title: t("credit"), render: ({ credit }) => <AccountName account={credit} /> },
    {
      key: "amount",
      title: t("amount"),
      align: "end",
      render: ({ amount, asset }) => <Money amount={amount} asset={assetOf(asset)} withChain />,
    },
    {
      key: "chain",
      title: t("chain"),
      render: ({ chainRef }) =>
        chainRef === null ? <span aria-hidden="true">—</span> : <AddressText address={chainRef.split(":")[2] ?? chainRef} />,
    },
  ];
  const link = (journal: string) => (
    <TextLink href={`/admin/ledger/${journal}`}>
      <Code>{journal}</Code>
    </TextLink>
  );
  return (
    <Stack gap="lg">
      <PageHeader
        title={t("journalTitle")}
        back={<BackLink href="/admin/ledger">{t("back")}</BackLink>}
        badge={view.reversedBy === null ? undefined : <StatusBadge tone="waiting">{t("wasReversed")}</StatusBadge>}
      />
      <TitledCard id="journal" title={t("journal")}>
        <Facts
          facts={[
            { label: t("journal"), value: <Code>{view.journal}</Code> },
            { label: t("time"), value: <DateText value={view.at} look="moment" /> },
            ...(view.reversedBy === null ? [] : [{ label: t("reversedBy"), value: link(view.reversedBy) }]),
            ...(view.reverses === null ? [] : [{ label: t("reverses"), value: link(view.reverses) }]),
          ]}
        />
      </TitledCard>
      <DataTable
        caption={t("legs")}
        columns={columns}
        rows={view.legs}
        rowKey={({ leg }) => String(leg)}
        minWidth={860}
        card={({ code, debit, credit, amount, asset }) => (
          <Card padding="md" component="article">
            <Stack gap={6}>
              <strong>{codes(code)}</strong>
              <Money amount={amount} asset={assetOf(asset)} withChain strong />
              <div>{t("debit")}</div>
              <AccountName account={debit} />
              <div>{t("credit")}</div>
              <AccountName account={credit} />
            </Stack>
          </Card>
        )}
      />
    </Stack>
  );
}
