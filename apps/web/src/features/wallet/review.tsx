"use client";

import type { IntentView } from "@amanat/contracts";
import { AddressText, Facts, FullAddress, Money, Stack, Text, Title, type Fact } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { Payment } from "./send-payment.ts";

type ReviewProps = { intent: IntentView; payment: Payment };

/** What the wallet is about to be asked, before it is asked: how much, on which network, to whom, and who may take it. */
export function Review({ intent, payment }: ReviewProps) {
  const t = useTranslations("wallet.review");
  const { asset } = intent;
  const facts: Fact[] = [
    { label: t("amount"), value: <Money amount={payment.amount} asset={asset} />, strong: true },
    { label: t("chain"), value: asset.chainName },
  ];
  if (payment.way === "proxy") facts.push({ label: t("spender"), value: <FullAddress address={payment.proxy} /> });
  facts.push({ label: t("recipient"), value: <FullAddress address={payment.way === "transfer" ? payment.depositAddress : payment.to} /> });
  return (
    <Stack gap={4}>
      <Title order={2} size="h3">
        {t("title")}
      </Title>
      <Facts facts={facts} />
      <Text size="sm" c="dimmed">
        {t("compare")}
      </Text>
    </Stack>
  );
}

/** The rest of it, for those who compare contracts. */
export function Technical({ intent, payment }: ReviewProps) {
  const t = useTranslations("wallet.review");
  const { asset } = intent;
  const facts: Fact[] = [
    { label: t("chain"), value: <bdi dir="ltr">{asset.chain}</bdi> },
    {
      label: t("token"),
      value: (
        <>
          {asset.symbol} <AddressText address={payment.token} copyLabel={t("token")} />
        </>
      ),
    },
    { label: t("networkFee"), value: t("networkFeeHint") },
  ];
  if (payment.way === "proxy")
    facts.push({ label: t("fee"), value: payment.feeAmount === 0n ? t("noFee") : <Money amount={payment.feeAmount} asset={asset} /> });
  return <Facts facts={facts} />;
}
