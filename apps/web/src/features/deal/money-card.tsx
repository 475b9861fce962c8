"use client";

import type { DealFundsView, DealView } from "@amanat/contracts";
import { formatBps } from "@amanat/i18n";
import { AddressText, Alert, Button, Card, Facts, Group, Money, Stack, Text, Title, type Fact } from "@amanat/ui";
import { IconAlertTriangle, IconShieldCheck } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { Link } from "../../i18n/routing.ts";
import { useAssetOf } from "./assets.ts";

/** Where the money of a deal can be, in the order it travels. */
export const FUND_STATES = [
  "received",
  "held",
  "disputed",
  "releasable",
  "refundable",
  "inFlight",
  "released",
  "refunded",
  "fees",
] as const;

/** Price, fee and what the seller gets; then where every unit is right now. */
export function MoneyCard({ deal, funds }: { deal: DealView; funds: DealFundsView | undefined }) {
  const t = useTranslations("deal.money");
  const locale = useLocale();
  const asset = useAssetOf()(deal.asset);
  const terms: Fact[] = [
    { label: t("price"), value: <Money amount={deal.price} asset={asset} /> },
    { label: t("fee", { percent: formatBps(deal.feeBps, locale) }), value: <Money amount={deal.fee} asset={asset} /> },
    { label: t("sellerReceives"), value: <Money amount={deal.sellerReceives} asset={asset} />, strong: true },
  ];
  if (deal.payoutAddress !== null)
    terms.push({ label: t("payoutAddress"), value: <AddressText address={deal.payoutAddress} copyLabel={t("payoutAddress")} /> });
  return (
    <Card component="section" aria-labelledby="money-title">
      <Stack gap="md">
        <div>
          <Title order={2} id="money-title" size="h3">
            {t("title")}
          </Title>
          <Text c="dimmed" size="sm">
            {t("on", { token: asset.symbol, chain: asset.chainName })}
          </Text>
        </div>
        <Facts facts={terms} />
        {funds === undefined ? null : <FundsNow funds={funds} />}
        {/* Only staff see a deal they have no part in. */}
        {deal.myRole === null ? (
          <Button component={Link} href={`/admin/deals/${deal.id}`} variant="light">
            {t("ledger")}
          </Button>
        ) : null}
      </Stack>
    </Card>
  );
}

/** The ledger's answer to "where is the money", leaving out the places that hold none. */
function FundsNow({ funds }: { funds: DealFundsView }) {
  const t = useTranslations("deal.money");
  const places = FUND_STATES.filter((name) => funds[name] !== "0");
  return (
    <Stack gap="xs" data-funds={places.join(" ")}>
      <Title order={3} size="h4">
        {t("where")}
      </Title>
      {places.length === 0 ? (
        <Text c="dimmed">{t("nothingYet")}</Text>
      ) : (
        <Facts facts={places.map((name) => ({ label: t(name), value: <Money amount={funds[name]} asset={funds.asset} /> }))} />
      )}
      {funds.balanced ? (
        places.length === 0 ? null : (
          <Group gap={6} wrap="nowrap">
            <IconShieldCheck size={18} aria-hidden />
            <Text size="sm" c="dimmed">
              {t("balanced")}
            </Text>
          </Group>
        )
      ) : (
        <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />}>
          {t("unbalanced")}
        </Alert>
      )}
    </Stack>
  );
}
