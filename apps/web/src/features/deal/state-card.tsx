"use client";

import type { DealView } from "@amanat/contracts";
import { Alert, Button, Card, Group, StepTrack, Stack, Text, Title, VisuallyHidden, type TrackStep } from "@amanat/ui";
import { IconLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import dynamic from "next/dynamic";
import { useState } from "react";
import { late } from "../../client/reach.ts";
import { Link } from "../../i18n/routing.ts";
import { useAssetOf } from "./assets.ts";
import { Deadline } from "./deadline.tsx";
import { useMoneyWords } from "./money-words.ts";
import { dealActions, dealState, dealStep } from "./state.ts";

const TRACK = ["payment", "processing", "delivery", "confirming", "completed"] as const;

/** What is true, whose turn it is, by when, and the one thing to do. */
export function StateCard({ deal, serverNow }: { deal: DealView; serverNow: string }) {
  const t = useTranslations("deal");
  const state = dealState(deal);
  const headline = t(`state.${state}.headline`);
  return (
    <Card data-deal-state={state} component="section" aria-labelledby="deal-headline">
      <Stack gap="lg">
        <Track status={deal.status} />
        <Stack gap={6}>
          <Title order={2} id="deal-headline">
            {headline}
          </Title>
          <Text size="lg">{t(`state.${state}.${deal.myRole ?? "staff"}`)}</Text>
          <VisuallyHidden role="status" aria-live="polite">
            {t("announce", { headline })}
          </VisuallyHidden>
        </Stack>
        {deal.onHold ? (
          <Alert color="saffron" icon={<IconLock aria-hidden />}>
            {t("onHold")}
          </Alert>
        ) : null}
        <Deadline deal={deal} serverNow={serverNow} />
        <Actions deal={deal} />
      </Stack>
    </Card>
  );
}

function Track({ status }: { status: DealView["status"] }) {
  const t = useTranslations("deal");
  const at = dealStep(status);
  if (at < 0) return null;
  const steps = TRACK.map<TrackStep>((key, index) => ({
    key,
    label: t(`status.${key}`),
    state: index < at || status === "completed" ? "done" : index === at ? "current" : "next",
  }));
  return <StepTrack label={t("timeline.title")} steps={steps} />;
}

// Forms and schemas arrive with the first click on their button, not with the page.
const DIALOGS = {
  start: dynamic(async () => (await late(() => import("./start-dialog.tsx"))).StartDialog),
  delivered: dynamic(async () => (await late(() => import("./delivered-dialog.tsx"))).DeliveredDialog),
  confirm: dynamic(async () => (await late(() => import("./confirm-dialog.tsx"))).ConfirmDialog),
  contest: dynamic(async () => (await late(() => import("./contest-dialog.tsx"))).ContestDialog),
  issue: dynamic(async () => (await late(() => import("./issue-dialog.tsx"))).IssueDialog),
  cancel: dynamic(async () => (await late(() => import("./cancel-dialog.tsx"))).CancelDialog),
} as const;
type DialogName = keyof typeof DIALOGS;
const DIALOG_NAMES = Object.keys(DIALOGS) as DialogName[];

function Actions({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.action");
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const [open, setOpen] = useState<DialogName | null>(null);
  const { primary, cancellable } = dealActions(deal);
  const back = deal.status === "expired" && deal.myRole === "buyer";
  if (primary === null && !cancellable && !back) return null;
  return (
    <>
      <Group gap="sm">
        {primary === "pay" ? (
          <Button component={Link} href={`/deals/${deal.id}/pay`} size="lg">
            {t("pay", { amount: words(deal.price, asset) })}
          </Button>
        ) : null}
        {primary === "see_payment" ? (
          <Button component={Link} href={`/deals/${deal.id}/pay`} size="lg" variant="light">
            {t("seePayment")}
          </Button>
        ) : null}
        {primary === "start" ? (
          <Button size="lg" onClick={() => setOpen("start")}>
            {t("start")}
          </Button>
        ) : null}
        {primary === "mark_delivered" ? (
          <Button size="lg" onClick={() => setOpen("delivered")}>
            {t("markDelivered")}
          </Button>
        ) : null}
        {primary === "inspect" ? (
          <>
            <Button size="lg" onClick={() => setOpen("confirm")}>
              {t("allGood")}
            </Button>
            <Button size="lg" variant="default" onClick={() => setOpen(deal.contestsLeft > 0 ? "contest" : "issue")}>
              {t("issue")}
            </Button>
          </>
        ) : null}
        {back ? (
          <Button component={Link} href={`/requests/${deal.requestId}`} size="lg">
            {t("toRequest")}
          </Button>
        ) : null}
        {cancellable ? (
          <Button variant="subtle" color="pomegranate" size="lg" onClick={() => setOpen("cancel")}>
            {t("cancel")}
          </Button>
        ) : null}
      </Group>
      <Dialogs deal={deal} open={open} onClose={() => setOpen(null)} />
    </>
  );
}

/** Every dialog that was opened once; closing keeps it, so that it can fade and give the focus back. */
function Dialogs({ deal, open, onClose }: { deal: DealView; open: DialogName | null; onClose: () => void }) {
  const [loaded, setLoaded] = useState<readonly DialogName[]>([]);
  if (open !== null && !loaded.includes(open)) setLoaded([...loaded, open]);
  return DIALOG_NAMES.filter((name) => loaded.includes(name)).map((name) => {
    const Part = DIALOGS[name];
    return <Part key={name} deal={deal} opened={open === name} onClose={onClose} />;
  });
}
