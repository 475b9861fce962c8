"use client";

import type { CustodyView } from "@amanat/contracts";
import {
  AddressText,
  DataTable,
  ErrorState,
  Facts,
  Money,
  Skeleton,
  Stack,
  StatusBadge,
  Text,
  type Column,
  useDateWords,
  TitledCard,
} from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import classes from "./cells.module.css";

type Holding = CustodyView["addresses"][number];

/** What the ledger says is at each address, and that all accounts together are zero. */
export function CustodyCard() {
  const t = useTranslations("admin.custody");
  const custody = useAmanatQuery("ledger", "custody", {}, { refetchInterval: 30_000 });
  return (
    <TitledCard id="custody" title={t("title")} lead={t("lead")}>
      {custody.error === null ? null : <ErrorState error={custody.error} onRetry={() => void custody.refetch()} />}
      {custody.data === undefined ? custody.error === null ? <Skeleton height={160} /> : null : <Holdings custody={custody.data} />}
    </TitledCard>
  );
}

function Holdings({ custody }: { custody: CustodyView }) {
  const t = useTranslations("admin.custody");
  const dates = useDateWords();
  const assetOf = useAssetOf();
  const columns: readonly Column<Holding>[] = [
    { key: "address", title: t("address"), render: ({ address }) => <AddressText address={address} /> },
    { key: "amount", title: t("amount"), align: "end", render: ({ amount, asset }) => <Money amount={amount} asset={asset} withChain /> },
  ];
  const symbolOf = (id: string) => custody.addresses.find(({ asset }) => asset.id === id)?.asset.symbol ?? assetOf(id).symbol;
  const held = custody.addresses.filter(({ amount }) => amount !== "0");
  return (
    <>
      <Text size="sm" c="dimmed">
        {t("asOf", { time: dates(custody.asOf, "moment") })}
      </Text>
      {held.length === 0 ? (
        <Text>{t("empty")}</Text>
      ) : (
        <DataTable
          caption={t("title")}
          columns={columns}
          rows={held}
          rowKey={({ address, asset }) => `${address}|${asset.id}`}
          minWidth={420}
          card={({ address, amount, asset }) => (
            <Stack gap={4} className={classes.holding ?? ""}>
              <Money amount={amount} asset={asset} withChain strong />
              <AddressText address={address} />
            </Stack>
          )}
        />
      )}
      <Facts
        facts={custody.trialBalance.map(({ asset, sum }) => ({
          label: `${t("trial")} (${symbolOf(asset)})`,
          value: <StatusBadge tone={sum === "0" ? "good" : "bad"}>{sum === "0" ? t("zero") : t("notZero")}</StatusBadge>,
        }))}
      />
    </>
  );
}
