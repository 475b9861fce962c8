"use client";

import type { DealFundsView, DealView } from "@amanat/contracts";
import { AddressText, Alert, Button, Facts, Group, Money, Stack, Text, TitledCard } from "@amanat/ui";
import { IconAlertTriangle, IconShieldCheck } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { Link } from "../../i18n/link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { isPurchase } from "./purchase.ts";

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

/** Where every unit is right now; what was agreed stands with the promise. */
export function MoneyCard({ deal, funds }: { deal: DealView; funds: DealFundsView | undefined }) {
  const t = useTranslations("deal.money");
  const asset = useAssetOf()(deal.asset);
  // The parties have a card of their own for where their money goes.
  const paidTo = deal.myRole !== null || deal.phase === "undone" || !isPurchase(deal) ? null : deal.payoutAddress;
  return (
    <TitledCard id="money" title={t("title")} lead={t("on", { token: asset.symbol, chain: asset.chainName })}>
      {funds === undefined ? null : <FundsNow funds={funds} />}
      {paidTo === null ? null : (
        <Facts facts={[{ label: t("payoutAddress"), value: <AddressText address={paidTo} copyLabel={t("payoutAddress")} /> }]} />
      )}
      {/* Only staff see a deal they have no part in. */}
      {deal.myRole === null ? (
        <Button component={Link} href={`/admin/deals/${deal.id}`} variant="light">
          {t("ledger")}
        </Button>
      ) : null}
    </TitledCard>
  );
}

/** The ledger's answer to "where is the money", leaving out the places that hold none. */
function FundsNow({ funds }: { funds: DealFundsView }) {
  const t = useTranslations("deal.money");
  const places = FUND_STATES.filter((name) => funds[name] !== "0");
  return (
    <Stack gap="xs" data-funds={places.join(" ")}>
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
