"use client";

import type { DealView, PayoutStatus } from "@amanat/contracts";
import { AddressText, Facts, Group, Money, Stack, StatusBadge, Text, type Fact, type Tone, TitledCard } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";

const TONES: Readonly<Record<PayoutStatus, Tone>> = {
  pending_approval: "waiting",
  approved: "info",
  signing: "info",
  broadcast: "info",
  confirming: "info",
  settled: "good",
  failed: "bad",
  rejected: "bad",
  cancelled: "neutral",
};

/** A payout's status in a word. */
export function PayoutBadge({ status }: { status: PayoutStatus }) {
  const t = useTranslations("deal.payouts.status");
  return <StatusBadge tone={TONES[status]}>{t(status)}</StatusBadge>;
}

/** Money on its way out of escrow, with the proof on chain once there is one. */
export function PayoutCard({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.payouts");
  const asset = useAssetOf()(deal.asset);
  if (deal.payouts.length === 0) return null;
  return (
    <TitledCard id="payouts" title={t("title")}>
      {deal.payouts.map((payout) => {
        const facts: Fact[] = [];
        if (payout.destination !== null)
          facts.push({ label: t("to"), value: <AddressText address={payout.destination} copyLabel={t("to")} /> });
        if (payout.txHash !== null) facts.push({ label: t("tx"), value: <AddressText address={payout.txHash} copyLabel={t("tx")} /> });
        return (
          <Stack key={payout.id} gap="xs" data-payout-status={payout.status}>
            <Group justify="space-between" gap="xs">
              <Text fw={600}>{t(payout.kind)}</Text>
              <PayoutBadge status={payout.status} />
            </Group>
            <Money amount={payout.amount} asset={asset} size="lg" />
            <Facts facts={facts} />
          </Stack>
        );
      })}
    </TitledCard>
  );
}
