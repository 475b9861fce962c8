"use client";

import type { IntentView } from "@amanat/contracts";
import { AddressText, Facts, FullAddress, Money, Stack, Text, Title, type Fact } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { Payment } from "./send-payment.ts";

/** Everything the wallet is about to be asked, before it is asked. */
export function Review({ intent, payment }: { intent: IntentView; payment: Payment }) {
  const t = useTranslations("wallet.review");
  const { asset } = intent;
  const recipient = payment.way === "transfer" ? payment.depositAddress : payment.to;
  const facts: Fact[] = [
    { label: t("chain"), value: `${asset.chainName} (${asset.chain})` },
    {
      label: t("token"),
      value: (
        <>
          {asset.symbol} <AddressText address={payment.token} copyLabel={t("token")} />
        </>
      ),
    },
    { label: t("amount"), value: <Money amount={payment.amount} asset={asset} />, strong: true },
  ];
  if (payment.way === "proxy") {
    facts.push(
      { label: t("spender"), value: <FullAddress address={payment.proxy} /> },
      { label: t("fee"), value: payment.feeAmount === 0n ? t("noFee") : <Money amount={payment.feeAmount} asset={asset} /> },
    );
  }
  facts.push({ label: t("recipient"), value: <FullAddress address={recipient} /> }, { label: t("networkFee"), value: t("networkFeeHint") });
  return (
    <Stack gap="xs">
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
