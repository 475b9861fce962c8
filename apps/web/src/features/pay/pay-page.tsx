"use client";

import { type DealView, type IntentView, payWayOf } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Card, ErrorState, PageHeader, PageSkeleton, SegmentedControl, Skeleton, Stack, useMediaQuery, VisuallyHidden } from "@amanat/ui";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useState } from "react";
import { late } from "../../client/reach.ts";
import { useAmanatQuery } from "../../client/query.ts";
import { BackLink } from "../frame/back-link.tsx";
import { type WalletChain, walletChainOf } from "../wallet/wallet-chain.ts";
import { AddressPayment } from "./address-payment.tsx";
import { HostedPayment } from "./hosted-payment.tsx";
import { MoneyNotes } from "./money-notes.tsx";
import { payPhase, stillMoving, type PayPhase } from "./phase.ts";
import { RefundForm } from "./refund-form.tsx";
import { SumCard } from "./sum-card.tsx";
import { SeenPayments } from "./seen-payments.tsx";
import { TimeToPay } from "./time-to-pay.tsx";

// What is said once something was paid, or its time is over: nothing of it at first.
const PhaseCard = dynamic(async () => (await late(() => import("./phase-card.tsx"))).PhaseCard);
const WalletPayment = dynamic(() => late(() => import("../wallet/wallet-payment.tsx")), {
  ssr: false,
  loading: () => <Skeleton height={180} radius="lg" />,
});

/** Besides live events: quickly while the address is being prepared, slowly afterwards. */
function pollOf(phase: PayPhase): number | false {
  if (phase === "preparing") return 1_000;
  return stillMoving(phase) ? 10_000 : false;
}

/**
 * Paying for one deal. The payer says where a refund goes, which opens the payment (`RefundForm`), and then pays from a wallet here
 * (`WalletPayment`) or to the address from anywhere. All it knows comes from the server, so reload and second tab show the same.
 */
export function PayPage({ dealId, devRpcUrl }: { dealId: string; devRpcUrl: string | null }) {
  const t = useTranslations("pay");
  const intent = useAmanatQuery(
    "payment",
    "getIntent",
    { dealId },
    { refetchInterval: ({ state }) => (state.data === undefined ? false : pollOf(payPhase(state.data))) },
  );
  const deal = useAmanatQuery("deals", "getDeal", { dealId });
  if (intent.data === undefined || deal.data === undefined) {
    const failed = intent.error ?? deal.error;
    return failed === null ? (
      <PageSkeleton label={t("metaTitle")} />
    ) : (
      <ErrorState error={failed} onRetry={() => void Promise.all([intent.refetch(), deal.refetch()])} />
    );
  }
  return <Loaded intent={intent.data} deal={deal.data} devRpcUrl={devRpcUrl} />;
}

function Loaded({ intent, deal, devRpcUrl }: { intent: IntentView; deal: DealView; devRpcUrl: string | null }) {
  const t = useTranslations("pay");
  const phase = payPhase(intent);
  const chain = walletChainOf(intent.asset, devRpcUrl);
  const back = <BackLink href={`/deals/${deal.id}`}>{t("backToDeal")}</BackLink>;
  return (
    <Stack gap="md" maw="48rem" mx="auto" w="100%" data-pay-phase={phase}>
      <PageHeader title={t("title", { title: isolated(deal.title) })} {...(phase === "refund" ? { lead: t("lead") } : {})} back={back} />
      {phase === "refund" ? <SumCard intent={intent} deal={deal} /> : null}
      <MoneyNotes intent={intent} />
      {phase === "refund" ? <RefundForm intent={intent} asset={intent.asset} chain={chain} /> : null}
      {phase === "awaiting" && intent.pay !== null ? (
        <PayNow intent={{ ...intent, pay: intent.pay }} since={deal.createdAt} chain={chain} />
      ) : null}
      {phase === "refund" || phase === "awaiting" ? null : <PhaseCard phase={phase} intent={intent} deal={deal} />}
      <SeenPayments intent={intent} />
      <PhaseAnnouncement phase={phase} />
    </Stack>
  );
}

type Way = "address" | "wallet";

function PayNow({
  intent,
  since,
  chain,
}: {
  intent: IntentView & { pay: NonNullable<IntentView["pay"]> };
  since: string;
  chain: WalletChain | null;
}) {
  const t = useTranslations("pay.method");
  const [chosen, setChosen] = useState<Way | null>(null);
  // Phones scan or open an app; a desk has its wallet in the browser.
  const desk = useMediaQuery("(min-width: 62em)");
  // Paying through a contract has no address to copy.
  const transfer = payWayOf(intent.pay, "transfer") ?? payWayOf(intent.pay, "memo");
  const hosted = payWayOf(intent.pay, "hosted");
  const ways = {
    address: transfer !== null,
    wallet: chain !== null && intent.pay.ways.some(({ way: each }) => each === "transfer" || each === "proxy"),
  };
  const way = !ways.address ? "wallet" : !ways.wallet ? "address" : (chosen ?? (desk === true ? "wallet" : "address"));
  return (
    <Card>
      <Stack gap="md">
        <TimeToPay intent={intent} since={since} />
        {ways.address && ways.wallet ? (
          <SegmentedControl
            aria-label={t("label")}
            fullWidth
            size="md"
            value={way}
            onChange={(value) => setChosen(value === "wallet" ? "wallet" : "address")}
            data={[
              { value: "address", label: t("address") },
              { value: "wallet", label: t("wallet") },
            ]}
          />
        ) : null}
        {way === "address" && transfer !== null ? <AddressPayment intent={intent} transfer={transfer} /> : null}
        {way === "wallet" && ways.wallet && chain !== null ? (
          <WalletPayment intent={intent} chain={chain} onUseAddress={() => setChosen("address")} />
        ) : null}
        {hosted === null ? null : <HostedPayment url={hosted.url} />}
      </Stack>
    </Card>
  );
}

/** Says a change of phase aloud, politely. */
function PhaseAnnouncement({ phase }: { phase: PayPhase }) {
  const t = useTranslations("pay");
  const said: Partial<Record<PayPhase, string>> = {
    seen: t("progress.seen"),
    credited: t("credited.title"),
    late: t("late.title"),
    expired: t("countdown.over"),
    cancelled: t("cancelled.title"),
    quarantined: t("quarantined.title"),
  };
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {said[phase] ?? ""}
    </VisuallyHidden>
  );
}
