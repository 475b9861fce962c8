"use client";

import type { IntentView } from "@amanat/contracts";
import { AddressText, Facts, FullAddress, List, ListItem, Money, Stack, Text, Title, type Fact } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useMoneyWords } from "../money/money-words.ts";
import type { Payment } from "./send-payment.ts";

type Shown = { intent: IntentView; payment: Payment };
export type ReviewProps = Shown & {
  /** The allowances it is asked for first; null as long as they cannot be known. */
  approvals: readonly bigint[] | null;
  /** What the contract may take already. */
  allowed: bigint;
};

/** What the wallet is about to be asked, before it is asked: how much, on which network, to whom, and who may take it. */
export function Review({ intent, payment, approvals, allowed }: ReviewProps) {
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
      {payment.way === "proxy" ? <Signatures intent={intent} approvals={approvals} allowed={allowed} /> : null}
      <Text size="sm" c="dimmed">
        {t("compare")}
      </Text>
    </Stack>
  );
}

/** The rest of it, for those who compare contracts. */
export function Technical({ intent, payment }: Shown) {
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

/** What the wallet asks, one after the other, before it asks it. */
function Signatures({ intent, approvals, allowed }: Pick<ReviewProps, "intent" | "approvals" | "allowed">) {
  const t = useTranslations("wallet.review");
  const words = useMoneyWords();
  const { asset } = intent;
  if (approvals === null) return <Text size="sm">{t("asksLater")}</Text>;
  return (
    <div data-approvals={approvals.join(" ")}>
      <Text fw={600}>{t("asks")}</Text>
      <List type="ordered">
        {approvals.map((amount) => (
          <ListItem key={String(amount)}>
            {amount === 0n ? t("asksReset", { allowed: words(allowed, asset) }) : t("asksAllow", { amount: words(amount, asset) })}
          </ListItem>
        ))}
        <ListItem>{t("asksPay", { amount: words(intent.remaining, asset) })}</ListItem>
      </List>
      {approvals.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("enough", { allowed: words(allowed, asset) })}
        </Text>
      ) : null}
    </div>
  );
}
