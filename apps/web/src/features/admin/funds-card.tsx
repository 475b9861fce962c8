"use client";

import type { DealFundsView } from "@amanat/contracts";
import { Alert, ErrorState, Facts, Money, Skeleton, Text, TitledCard } from "@amanat/ui";
import { IconAlertTriangle, IconScale } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";

const PARTS = ["held", "disputed", "releasable", "refundable", "inFlight", "released", "refunded", "fees"] as const;

/** The equation every deal obeys, with its numbers: what came in is exactly what is somewhere. */
export function FundsCard({ dealId, title }: { dealId: string; title: string }) {
  const funds = useAmanatQuery("ledger", "dealFunds", { dealId });
  return (
    <TitledCard id="funds" title={title}>
      {funds.error === null ? null : <ErrorState error={funds.error} onRetry={() => void funds.refetch()} />}
      {funds.data === undefined ? funds.error === null ? <Skeleton height={220} /> : null : <Equation funds={funds.data} />}
    </TitledCard>
  );
}

function Equation({ funds }: { funds: DealFundsView }) {
  const t = useTranslations("admin.ledger");
  const money = useTranslations("deal.money");
  const parts = PARTS.map((name) => ({ label: money(name), value: <Money amount={funds[name]} asset={funds.asset} /> }));
  return (
    <>
      {funds.received === "0" ? null : (
        <Facts facts={[{ label: money("received"), value: <Money amount={funds.received} asset={funds.asset} /> }]} />
      )}
      <Facts facts={[...parts, { label: t("funded"), value: <Money amount={funds.funded} asset={funds.asset} />, strong: true }]} />
      <Text size="sm" c="dimmed">
        {t("equationText")}
      </Text>
      <Alert
        color={funds.balanced ? "pine" : "pomegranate"}
        icon={funds.balanced ? <IconScale aria-hidden /> : <IconAlertTriangle aria-hidden />}
        data-balanced={funds.balanced}
      >
        {funds.balanced ? t("balanced") : t("unbalanced")}
      </Alert>
    </>
  );
}
