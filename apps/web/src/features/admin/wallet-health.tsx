"use client";

import type { CustodyHealthView } from "@amanat/contracts";
import {
  AddressText,
  Button,
  DateText,
  ErrorState,
  Facts,
  Group,
  Money,
  Skeleton,
  Stack,
  StatusBadge,
  Text,
  TitledCard,
  type Fact,
} from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Code } from "./code.tsx";
import { StartSweepsDialog } from "./start-sweeps-dialog.tsx";

const POLL_MS = 15_000;

/** Each chain's wallet: who signs for it, its gas, what it holds beside its ceiling, and how deposit addresses are made. */
export function WalletHealth() {
  const t = useTranslations("admin.wallets");
  const found = useAmanatQuery("payment", "custodyHealth", {}, { refetchInterval: POLL_MS });
  if (found.data === undefined)
    return found.error === null ? (
      <Skeleton height={320} aria-label={t("title")} />
    ) : (
      <ErrorState error={found.error} money="none" onRetry={() => void found.refetch()} />
    );
  return (
    <Stack gap="md">
      {found.data.chains.map((chain) => (
        <ChainCard key={chain.chain} health={chain} />
      ))}
    </Stack>
  );
}

function ChainCard({ health }: { health: CustodyHealthView }) {
  const t = useTranslations("admin.wallets");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const [asking, setAsking] = useState(false);
  const { worker, holdings } = health;
  return (
    <TitledCard id={`wallet-${health.chain.replace(":", "-")}`} title={health.name}>
      <Group gap="xs">
        <WorkerBadges worker={worker} />
        {holdings.some(({ over }) => over) ? <StatusBadge tone="attention">{t("over")}</StatusBadge> : null}
      </Group>
      <Facts facts={useFacts(health)} />
      {admin ? (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("start.all")}
          </Button>
        </div>
      ) : null}
      <StartSweepsDialog chain={health.chain} chainName={health.name} opened={asking} onClose={() => setAsking(false)} />
    </TitledCard>
  );
}

function WorkerBadges({ worker }: Pick<CustodyHealthView, "worker">) {
  const t = useTranslations("admin.wallets");
  if (worker === null) return <StatusBadge tone="bad">{t("noWorker")}</StatusBadge>;
  return (
    <>
      {worker.silent ? <StatusBadge tone="bad">{t("silent")}</StatusBadge> : null}
      {worker.agrees ? null : <StatusBadge tone="bad">{t("otherWallet")}</StatusBadge>}
      <StatusBadge tone={worker.low ? "bad" : "good"}>{t(worker.low ? "gasLow" : "gasEnough")}</StatusBadge>
      {worker.sweepEveryMs === 0 ? <StatusBadge tone="attention">{t("onCommand")}</StatusBadge> : null}
    </>
  );
}

function useFacts({ wallet, firstDeposit, worker, gasAsset, gasLow, holdings }: CustodyHealthView): Fact[] {
  const t = useTranslations("admin.wallets");
  return [
    { label: t("wallet"), value: <AddressText address={wallet} /> },
    ...holdings.map(({ asset, amount, ceiling }) => ({
      label: t("holds", { symbol: asset.symbol }),
      value: (
        <Stack gap={2}>
          <Money amount={amount} asset={asset} />
          <Text size="sm" c="dimmed">
            {ceiling === null ? t("noCeiling") : t("ceiling")} {ceiling === null ? null : <Money amount={ceiling} asset={asset} />}
          </Text>
        </Stack>
      ),
    })),
    ...(worker === null
      ? []
      : [
          { label: t("gas"), value: <Money amount={worker.gas} asset={gasAsset} /> },
          { label: t("gasFloor"), value: <Money amount={gasLow} asset={gasAsset} /> },
          { label: t("signer"), value: <Code>{worker.signer}</Code> },
          { label: t("notedAt"), value: <DateText value={worker.notedAt} look="moment" /> },
        ]),
    ...(firstDeposit === null
      ? []
      : [
          {
            label: t("firstDeposit"),
            value: (
              <Stack gap={2}>
                <AddressText address={firstDeposit.address} />
                <Code>{firstDeposit.path}</Code>
              </Stack>
            ),
          },
          { label: t("xpub"), value: t("xpubPublic") },
        ]),
  ];
}
