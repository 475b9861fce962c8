"use client";

import type { UnmatchedView } from "@amanat/contracts";
import { AddressText, Anchor, Button, Card, DateText, ErrorState, Facts, PageHeader, PageSkeleton, Stack, type Fact } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { BackLink } from "../frame/back-link.tsx";
import { BigAmount } from "../money/big-amount.tsx";
import { Claims } from "./claims.tsx";
import { OverdueBadge, UnmatchedBadge } from "./unmatched-badge.tsx";
import { UnmatchedRefundDialog } from "./unmatched-refund-dialog.tsx";

/** One unmatched deposit: what came, from whom, where it lies, and the way back. */
export function UnmatchedPage({ unmatchedId }: { unmatchedId: string }) {
  const t = useTranslations("admin.unmatched");
  const deposit = useAmanatQuery("payment", "getUnmatched", { unmatchedId }, { refetchInterval: 20_000 });
  if (deposit.data === undefined)
    return deposit.error === null ? (
      <PageSkeleton label={t("title")} />
    ) : (
      <ErrorState error={deposit.error} onRetry={() => void deposit.refetch()} />
    );
  return <Loaded deposit={deposit.data} />;
}

function Loaded({ deposit }: { deposit: UnmatchedView }) {
  const t = useTranslations("admin.unmatched");
  const admin = useMe()?.roles.includes("admin") ?? false;
  const [asking, setAsking] = useState(false);
  return (
    <Stack gap="lg" data-unmatched={deposit.status}>
      <PageHeader
        title={t("title")}
        lead={t(`reason.${deposit.reason}`)}
        badge={<UnmatchedBadge status={deposit.status} />}
        back={<BackLink href="/admin/unmatched">{t("back")}</BackLink>}
      />
      <Card component="section" aria-label={t("title")}>
        <Stack gap="lg">
          <BigAmount amount={deposit.amount} asset={deposit.asset} />
          <Facts facts={useFacts(deposit)} />
          <OverdueBadge overdue={deposit.overdue && deposit.status === "open"} />
          {admin && deposit.status === "open" ? (
            <div>
              <Button size="lg" onClick={() => setAsking(true)}>
                {t("refund")}
              </Button>
            </div>
          ) : null}
          {deposit.payoutId === null ? null : (
            <div>
              <Button component={Link} href={`/admin/payouts/${deposit.payoutId}`} variant="default">
                {t("payout")}
              </Button>
            </div>
          )}
        </Stack>
      </Card>
      {deposit.sender === null ? null : <Claims deposit={deposit} />}
      <UnmatchedRefundDialog deposit={deposit} opened={asking} onClose={() => setAsking(false)} />
    </Stack>
  );
}

function useFacts(deposit: UnmatchedView): Fact[] {
  const t = useTranslations("admin.unmatched");
  const facts: Fact[] = [
    {
      label: t("sender"),
      value: deposit.sender === null ? t("senderUnknown") : <AddressText address={deposit.sender} copyLabel={t("sender")} />,
    },
    { label: t("arrivedAt"), value: <AddressText address={deposit.address} copyLabel={t("arrivedAt")} /> },
    { label: t("arrivedOn"), value: <DateText value={deposit.arrivedAt} look="moment" /> },
    { label: t("due"), value: <DateText value={deposit.dueAt} look="moment" /> },
  ];
  if (deposit.txHash !== null) facts.push({ label: t("tx"), value: <AddressText address={deposit.txHash} copyLabel={t("tx")} /> });
  if (deposit.dealId !== null)
    facts.push({
      label: t("deal"),
      value: (
        <Anchor component={Link} href={`/admin/deals/${deposit.dealId}`}>
          {t("open")}
        </Anchor>
      ),
    });
  return facts;
}
