"use client";

import type { TrialBalanceView } from "@amanat/contracts";
import { ErrorState, Facts, ListSkeleton, Money, PageHeader, Stack, StatusBadge, TitledCard, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { kindPath } from "./ledger-filter.ts";

/** Every kind of account of every asset with what it holds; all of an asset's together are zero. */
export function AccountTree() {
  const t = useTranslations("desk.ledger");
  const dates = useDateWords();
  const books = useAmanatQuery("ledger", "trialBalance", {}, { refetchInterval: 60_000 });
  return (
    <Stack gap="lg">
      <PageHeader title={t("title")} lead={books.data === undefined ? t("lead") : t("asOf", { time: dates(books.data.asOf, "moment") })} />
      {books.error === null ? null : <ErrorState error={books.error} money="unmentioned" onRetry={() => void books.refetch()} />}
      {books.isPending ? <ListSkeleton label={t("title")} /> : null}
      {books.data?.assets.map((asset) => (
        <OfAsset key={asset.asset} books={asset} />
      ))}
    </Stack>
  );
}

function OfAsset({ books: { asset, sum, kinds } }: { books: TrialBalanceView["assets"][number] }) {
  const t = useTranslations("desk.ledger");
  const words = useTranslations("admin.ledger.kind");
  const shown = useAssetOf()(asset);
  return (
    <TitledCard id={`books-${asset.replace(/\W/g, "-")}`} title={`${shown.symbol} · ${shown.chainName}`}>
      <Facts
        facts={[
          ...kinds.map((of) => ({
            label: <TextLink href={kindPath({ asset, kind: of.kind })}>{words(of.kind)}</TextLink>,
            value: <Money amount={of.sum} asset={shown} />,
          })),
          {
            label: t("together"),
            value: <StatusBadge tone={sum === "0" ? "good" : "bad"}>{sum === "0" ? t("zero") : t("notZero")}</StatusBadge>,
            strong: true,
          },
        ]}
      />
    </TitledCard>
  );
}
