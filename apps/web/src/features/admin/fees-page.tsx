"use client";

import type { FeesView } from "@amanat/contracts";
import {
  AddressText,
  Button,
  DateText,
  EmptyState,
  ErrorState,
  Facts,
  Money,
  PageHeader,
  Skeleton,
  Stack,
  StatusBadge,
  TitledCard,
  type Fact,
  type Tone,
} from "@amanat/ui";
import { IconReceipt } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { Withdrawals } from "./withdrawals.tsx";

const WithdrawFeesDialog = lateComponent(() => import("./withdraw-fees-dialog.tsx"), "WithdrawFeesDialog");

const POLL_MS = 15_000;

/** Earned fees by asset: the sum, what can be withdrawn, and the history of withdrawals. */
export function FeesPage() {
  const t = useTranslations("admin.fees");
  return (
    <Stack gap="xl">
      <PageHeader title={t("title")} lead={t("lead")} />
      <Earned />
      <Withdrawals />
    </Stack>
  );
}

function Earned() {
  const t = useTranslations("admin.fees");
  const found = useAmanatQuery("payment", "fees", {}, { refetchInterval: POLL_MS });
  if (found.data === undefined)
    return found.error === null ? (
      <Skeleton height={320} aria-label={t("title")} />
    ) : (
      <ErrorState error={found.error} money="none" onRetry={() => void found.refetch()} />
    );
  if (found.data.assets.length === 0) return <EmptyState icon={IconReceipt} title={t("empty")} />;
  return (
    <Stack gap="md">
      {found.data.assets.map((fees) => (
        <AssetCard key={fees.asset.id} fees={fees} />
      ))}
    </Stack>
  );
}

const TONES: Readonly<Record<FeesView["receiver"]["state"], Tone>> = {
  none: "neutral",
  unseen: "attention",
  waits: "attention",
  counts: "good",
};

function AssetCard({ fees }: { fees: FeesView }) {
  const t = useTranslations("admin.fees");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const dialog = useLateDialog();
  const { asset, receiver, withdrawable } = fees;
  return (
    <TitledCard id={`fees-${asset.id.replaceAll(/[^\w]/g, "-")}`} title={`${asset.symbol} · ${asset.chainName}`}>
      <div>
        <StatusBadge tone={TONES[receiver.state]}>{t(`state.${receiver.state}`)}</StatusBadge>
      </div>
      <Facts facts={useFacts(fees)} />
      {admin && withdrawable !== "0" ? (
        <div>
          <Button onClick={dialog.open}>{t("ask")}</Button>
        </div>
      ) : null}
      {dialog.wanted ? <WithdrawFeesDialog key={dialog.times} fees={fees} opened={dialog.opened} onClose={dialog.close} /> : null}
    </TitledCard>
  );
}

const SUMS = ["earned", "withdrawn", "underWay", "mayReturn", "inWallet", "withdrawable"] as const;

function useFacts(fees: FeesView): Fact[] {
  const t = useTranslations("admin.fees");
  const { asset, receiver } = fees;
  const sums = SUMS.map((key) => ({ label: t(key), value: <Money amount={fees[key]} asset={asset} strong={key === "withdrawable"} /> }));
  const wallet = receiver.address === null ? [] : [{ label: t("receiver"), value: <AddressText address={receiver.address} /> }];
  const from =
    receiver.state !== "waits" || receiver.countsFrom === null
      ? []
      : [{ label: t("countsFrom"), value: <DateText value={receiver.countsFrom} look="moment" /> }];
  return [...sums, ...wallet, ...from];
}
