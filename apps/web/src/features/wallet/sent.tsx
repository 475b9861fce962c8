"use client";

import { AddressText, Alert, Button, Group, Loader, Stack, Text } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { isHex } from "viem";
import { useTransactionReceipt } from "wagmi";
import { afterSending, PATIENCE_MS } from "../pay/after-sending.ts";

const LOOK_EVERY_MS = 3_000;

type SentProps = { hash: string; at: number; evmChainId: number; onForget: () => void };

/**
 * A payment this browser sent and the server has not seen yet. "Do not pay again" stands until the network says that it
 * failed; only when it stays silent for long is its sender asked to look for themselves.
 */
export function Sent({ hash, at, evmChainId, onForget }: SentProps) {
  const t = useTranslations("wallet");
  const receipt = useTransactionReceipt({
    ...(isHex(hash) ? { hash } : {}),
    chainId: evmChainId,
    query: { retry: false, refetchInterval: ({ state }) => (state.data === undefined ? LOOK_EVERY_MS : false) },
  });
  const known = afterSending(receipt.data?.status, useWaited(at));
  const proof = <AddressText address={hash} copyLabel={t("sentTx")} />;
  const again = (
    <Button variant="default" onClick={onForget}>
      {t("payAgain")}
    </Button>
  );
  if (known === "failed")
    return (
      <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />} title={t("failedTitle")} role="alert" data-sent="failed">
        <Stack gap="sm" align="flex-start">
          {t("failedHint")}
          {proof}
          {again}
        </Stack>
      </Alert>
    );
  return (
    <Stack gap="sm" data-sent={known}>
      <Group gap="sm" wrap="nowrap" role="status">
        <Loader size={22} aria-hidden="true" />
        <Text fw={600}>{t("sent")}</Text>
      </Group>
      <Text>{t(known === "waiting" ? "sentWarning" : "unseenHint")}</Text>
      <Group gap={4}>
        <Text size="sm" c="dimmed">
          {t("sentTx")}
        </Text>
        {proof}
      </Group>
      {known === "unseen" ? <div>{again}</div> : null}
    </Stack>
  );
}

/** How long ago it was sent, in the two steps that matter. */
function useWaited(at: number): number {
  const [waited, setWaited] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(PATIENCE_MS), Math.max(0, at + PATIENCE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [at]);
  return waited;
}
