"use client";

import type { IntentView } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { AddressText, Group, Money, Progress, Stack, StatusBadge, Text, type Tone, TitledCard } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";

type Transfer = IntentView["transfers"][number];

const TONES: Readonly<Record<Transfer["status"], Tone>> = {
  detected: "waiting",
  confirming: "info",
  credited: "good",
  orphaned: "attention",
  reverted: "attention",
  rejected: "bad",
};

/** Every transfer the network showed for this payment, with how sure it is. Hashes stay after it is paid. */
export function SeenPayments({ intent }: { intent: IntentView }) {
  const t = useTranslations("pay.progress");
  if (intent.transfers.length === 0 && intent.counterfeits === 0) return null;
  return (
    <TitledCard id="seen" title={t("title")}>
      {intent.transfers.map((transfer) => (
        <SeenPayment key={`${transfer.txHash}:${transfer.logIndex}`} intent={intent} transfer={transfer} />
      ))}
      <Uncounted intent={intent} />
    </TitledCard>
  );
}

function SeenPayment({ intent, transfer }: { intent: IntentView; transfer: Transfer }) {
  const t = useTranslations("pay");
  const words = useConfirmationWords();
  const counting = transfer.status === "detected" || transfer.status === "confirming";
  const share = Math.min(100, (transfer.confirmations / Math.max(1, transfer.requiredConfirmations)) * 100);
  return (
    <Stack gap="xs" data-transfer={transfer.status}>
      <Group justify="space-between" gap="xs">
        {transfer.unmatched === null ? <Money amount={transfer.amount} asset={intent.asset} strong /> : <span />}
        <StatusBadge tone={TONES[transfer.status]}>{counting ? words(transfer) : t(`progress.${transfer.status}`)}</StatusBadge>
      </Group>
      {counting ? <Progress value={share} aria-label={words(transfer)} size="lg" radius="xl" /> : null}
      {transfer.rejection === null ? null : <Text>{t(`rejection.${transfer.rejection}`)}</Text>}
      {transfer.unmatched === null ? null : <Text>{t(`unmatched.${transfer.unmatched}`)}</Text>}
      <Group gap={4}>
        <Text size="sm" c="dimmed">
          {t("progress.tx")}
        </Text>
        <AddressText address={transfer.txHash} copyLabel={t("progress.tx")} />
      </Group>
    </Stack>
  );
}

/** What is counted and not listed: a flood fills no page. */
function Uncounted({ intent }: { intent: IntentView }) {
  const t = useTranslations("pay.uncounted");
  const locale = useLocale();
  const older = intent.transferCount - intent.transfers.length;
  return (
    <>
      {older > 0 ? <Text c="dimmed">{t("more", { count: formatCount(older, locale) })}</Text> : null}
      {intent.counterfeits > 0 ? <Text c="dimmed">{t("worthless", { count: formatCount(intent.counterfeits, locale) })}</Text> : null}
    </>
  );
}

/** "2 of 3", and what is missing when 3 of 3 are not yet final. */
export function useConfirmationWords(): (transfer: Transfer) => string {
  const t = useTranslations("pay.progress");
  const locale = useLocale();
  return (transfer) => {
    const required = formatCount(transfer.requiredConfirmations, locale);
    if (transfer.status === "detected" && transfer.confirmations === 0) return t("detected");
    if (transfer.confirmations >= transfer.requiredConfirmations) return t("finalising", { required });
    return t("confirming", { count: formatCount(transfer.confirmations, locale), required });
  };
}
