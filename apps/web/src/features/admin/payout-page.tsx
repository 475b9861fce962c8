"use client";

import type { PayoutView } from "@amanat/contracts";
import {
  AddressText,
  Alert,
  Anchor,
  Button,
  Card,
  DateText,
  ErrorState,
  Facts,
  FullAddress,
  Grid,
  GridCol,
  Group,
  PageHeader,
  PageSkeleton,
  Stack,
  StepTrack,
  Text,
  Title,
  UserWord,
  type Fact,
  type TrackStep,
} from "@amanat/ui";
import { IconInfoCircle, IconShieldCheck } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useMe } from "../../client/me.tsx";
import { useAmanatQuery } from "../../client/query.ts";
import { Link } from "../../i18n/link.tsx";
import { useAssetOf } from "../money/asset-of.ts";
import { useLateDialog } from "../dialog/late-dialog.ts";
import { BackLink } from "../frame/back-link.tsx";
import { BigAmount } from "../money/big-amount.tsx";
import { PayoutBadge } from "../deal/payout-card.tsx";
import { ApproveDialog } from "./approve-dialog.tsx";
import { FundsCard } from "./funds-card.tsx";
import { PayoutRelations } from "./payout-relations.tsx";
import { PayoutCheck } from "./payout-check.tsx";
import { RejectDialog } from "./reject-dialog.tsx";

const PayoutHoldDialog = lateComponent(() => import("./payout-hold-dialog.tsx"), "PayoutHoldDialog");

/** One payout: everything a person needs to decide, and nothing that could send money twice. */
export function PayoutPage({ payoutId }: { payoutId: string }) {
  const t = useTranslations("admin.payout");
  const payout = useAmanatQuery("payment", "getPayout", { payoutId }, { refetchInterval: 10_000 });
  if (payout.data === undefined)
    return payout.error === null ? (
      <PageSkeleton label={t("title")} />
    ) : (
      <ErrorState error={payout.error} onRetry={() => void payout.refetch()} />
    );
  return <Loaded payout={payout.data} />;
}

function Loaded({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin.payout");
  const back = <BackLink href="/admin/payouts">{t("back")}</BackLink>;
  return (
    <Stack gap="lg" data-payout={payout.status}>
      <PageHeader
        title={t(payout.kind)}
        lead={<UserWord>{payout.dealTitle}</UserWord>}
        badge={<PayoutBadge status={payout.status} />}
        back={back}
      />
      <Grid gap="lg">
        <GridCol span={{ base: 12, md: 7 }}>
          <Decision payout={payout} />
        </GridCol>
        <GridCol span={{ base: 12, md: 5 }}>
          {payout.dealId === null ? null : <FundsCard dealId={payout.dealId} title={t("funds")} />}
        </GridCol>
      </Grid>
    </Stack>
  );
}

const TRACK = ["pending_approval", "approved", "broadcast", "settled"] as const;
const AT: Partial<Record<PayoutView["status"], number>> = {
  pending_approval: 0,
  approved: 1,
  signing: 1,
  broadcast: 2,
  confirming: 2,
  settled: 3,
};

function Progress({ status }: { status: PayoutView["status"] }) {
  const t = useTranslations("admin.payout");
  const at = AT[status];
  if (at === undefined) return null;
  const steps = TRACK.map<TrackStep>((key, index) => ({
    key,
    label: t(`progress.${key}`),
    state: index < at || status === "settled" ? "done" : index === at ? "current" : "next",
  }));
  return <StepTrack label={t("title")} steps={steps} />;
}

/** The page of what it is paid from. */
function sourceOf({ kind, dealId, unmatchedId }: PayoutView): string {
  if (kind === "fee") return "/admin/fees";
  return dealId === null ? `/admin/unmatched/${unmatchedId ?? ""}` : `/deals/${dealId}`;
}

function Decision({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin.payout");
  const role = useTranslations("deal.timeline.role");
  const asset = useAssetOf()(payout.asset);
  const [open, setOpen] = useState<"approve" | "reject" | null>(null);
  const facts: Fact[] = [
    {
      label: t(payout.kind === "fee" ? "fees" : payout.dealId === null ? "unmatched" : "deal"),
      value: (
        <Anchor component={Link} href={sourceOf(payout)}>
          <UserWord>{payout.dealTitle}</UserWord>
        </Anchor>
      ),
    },
    { label: t("createdBy"), value: payout.createdBy === "system" ? role("system") : <UserWord>{payout.createdBy}</UserWord> },
    { label: t("createdAt"), value: <DateText value={payout.createdAt} look="due" /> },
  ];
  if (payout.approvedBy !== null) facts.push({ label: t("approvedBy"), value: <UserWord>{payout.approvedBy}</UserWord> });
  if (payout.rejectedReason !== null) facts.push({ label: t("reason"), value: <UserWord>{payout.rejectedReason}</UserWord> });
  if (payout.failure !== null) facts.push({ label: t("failure"), value: <UserWord>{payout.failure}</UserWord> });
  facts.push({ label: t("tx"), value: payout.txHash === null ? t("noTx") : <AddressText address={payout.txHash} copyLabel={t("tx")} /> });
  return (
    <Card component="section" aria-labelledby="amount-title">
      <Stack gap="lg">
        <Progress status={payout.status} />
        <Stack gap={4}>
          <Title order={2} id="amount-title" size="h4">
            {t("amount")}
          </Title>
          <BigAmount amount={payout.amount} asset={asset} />
        </Stack>
        <Stack gap={4}>
          <Title order={2} size="h4">
            {t("destination")}
          </Title>
          <FullAddress address={payout.destination} />
        </Stack>
        <PayoutRelations payout={payout} />
        <PayoutCheck payout={payout} />
        <Facts facts={facts} />
        {payout.approvable ? (
          <>
            <Group gap="sm">
              <Button size="lg" leftSection={<IconShieldCheck size={20} aria-hidden />} onClick={() => setOpen("approve")}>
                {t("approve")}
              </Button>
              <Button size="lg" variant="default" onClick={() => setOpen("reject")}>
                {t("reject")}
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              {t("processor")}
            </Text>
          </>
        ) : payout.blockedBecause === "none" ? null : (
          <Alert color="lapis" icon={<IconInfoCircle aria-hidden />}>
            {t(`blocked.${payout.blockedBecause}`)}
          </Alert>
        )}
        {canOnlyReject(payout) ? (
          <div>
            <Button size="lg" variant="default" onClick={() => setOpen("reject")}>
              {t("reject")}
            </Button>
          </div>
        ) : null}
        <HoldButton payout={payout} />
        {payout.dealId === null ? null : (
          <div>
            <Button component={Link} href={`/admin/deals/${payout.dealId}`} variant="subtle">
              {t("ledger")}
            </Button>
          </div>
        )}
      </Stack>
      <ApproveDialog payout={payout} asset={asset} opened={open === "approve"} onClose={() => setOpen(null)} />
      <RejectDialog payout={payout} opened={open === "reject"} onClose={() => setOpen(null)} />
    </Card>
  );
}

/** What an admin may not approve as it stands, and may still send back. */
function canOnlyReject({ blockedBecause }: PayoutView): boolean {
  return ["our_address", "screened", "on_hold", "approved_once"].includes(blockedBecause);
}

/** Guards and admins hold a payout back, or let it go on. */
function HoldButton({ payout }: { payout: PayoutView }) {
  const t = useTranslations("admin.payout.hold");
  const roles = useMe()?.roles ?? [];
  const dialog = useLateDialog();
  const may = roles.includes("admin") || roles.includes("guard");
  if (!may || payout.status !== "pending_approval" || payout.blockedBecause === "own_deal") return null;
  return (
    <div>
      <Button variant="default" onClick={dialog.open}>
        {t(payout.hold === null ? "place" : "lift")}
      </Button>
      {dialog.wanted ? <PayoutHoldDialog key={dialog.times} payout={payout} opened={dialog.opened} onClose={dialog.close} /> : null}
    </div>
  );
}
