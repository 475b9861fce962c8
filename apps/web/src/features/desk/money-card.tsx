"use client";

import type { DashboardView, MoneyAge } from "@amanat/contracts";
import { Card, DataTable, Money, Stack, Text, TitledCard, type Column } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { TextLink } from "../../client/links.tsx";
import { lateComponent } from "../../client/late-component.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { dealsBehind } from "./subject-filter.ts";

const CHART = { height: 160 };
const AgesChart = lateComponent(() => import("./ages-chart.tsx"), "AgesChart", CHART);
type OfAsset = DashboardView["money"][number];
type State = OfAsset["states"][number];

/** The money of one asset: where it is, and how long it has been there. */
export function MoneyCard({ money }: { money: OfAsset }) {
  const t = useTranslations("desk.money");
  const asset = useAssetOf()(money.asset);
  const figure = (state: State["state"], amount: string, age?: MoneyAge) =>
    amount === "0" ? (
      <span aria-hidden="true">–</span>
    ) : (
      <TextLink href={dealsBehind(state, money.asset, age)}>
        <Money amount={amount} asset={asset} />
      </TextLink>
    );
  const ages = money.states[0]?.ages.map(({ age }) => age) ?? [];
  const columns: readonly Column<State>[] = [
    { key: "state", title: t("where"), render: ({ state }) => t(`state.${state}`) },
    { key: "total", title: t("total"), align: "end", render: ({ state, total }) => figure(state, total) },
    ...ages.map((age): Column<State> => ({
      key: age,
      title: t(`age.${age}`),
      align: "end",
      render: ({ state, ages: own }) => figure(state, own.find((one) => one.age === age)?.amount ?? "0", age),
    })),
  ];
  const title = t("title", { asset: `${asset.symbol} · ${asset.chainName}` });
  const held = money.states.find(({ state }) => state === "held");
  return (
    <TitledCard id={`money-${asset.symbol}-${asset.chain.replace(/\W/g, "-")}`} title={title} lead={t("lead")}>
      {held === undefined || held.total === "0" ? null : <AgesChart ages={held.ages} asset={asset} {...CHART} />}
      <DataTable
        caption={title}
        columns={columns}
        rows={money.states}
        rowKey={({ state }) => state}
        minWidth={820}
        card={({ state, total, ages: own }) => (
          <Card padding="sm" component="article">
            <Stack gap={4}>
              <Text fw={600}>{t(`state.${state}`)}</Text>
              {figure(state, total)}
              {own
                .filter(({ amount }) => amount !== "0")
                .map(({ age, amount }) => (
                  <Text key={age} size="sm">
                    {t(`age.${age}`)}: {figure(state, amount, age)}
                  </Text>
                ))}
            </Stack>
          </Card>
        )}
      />
    </TitledCard>
  );
}
