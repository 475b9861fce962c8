"use client";

import type { OpeningView } from "@amanat/contracts";
import { AddressText, Alert, Group, Money, Stack, Text } from "@amanat/ui";
import { IconSend } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";

const STATUSES = ["signing", "broadcast", "confirming", "settled"] as const;

/** What has been sent already: no case can stop it. */
export function SentAlready({ payouts, asset: assetId }: { payouts: OpeningView["left"]; asset: string }) {
  const t = useTranslations("cases.know");
  const words = useTranslations("deal.payouts");
  const asset = useAssetOf()(assetId);
  if (payouts.length === 0) return null;
  return (
    <Alert color="saffron" icon={<IconSend aria-hidden />} title={t("left")} role="note" data-left={payouts.length}>
      <Stack gap="sm">
        {payouts.map(({ txHash, status, amount }, index) => {
          const known = STATUSES.find((one) => one === status);
          return (
            <Group key={index} gap="xs">
              <Money amount={amount} asset={asset} strong />
              {known === undefined ? null : <Text size="sm">{words(`status.${known}`)}</Text>}
              {txHash === null ? null : <AddressText address={txHash} copyLabel={words("tx")} />}
            </Group>
          );
        })}
      </Stack>
    </Alert>
  );
}
