"use client";

import type { DealView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Alert, Button, ErrorState, FullAddress, Group, Stack, Text, useDateWords, useDoneToast, TitledCard } from "@amanat/ui";
import { IconAlertTriangle, IconClock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";
import { useAmanatMutation } from "../../client/query.ts";
import { useRefreshAfter } from "../../client/stale.ts";

const DestinationDialog = lateComponent(() => import("./destination-dialog.tsx"), "DestinationDialog");

/** Where the reader's own money of this deal goes, what waits to change that, and what they are asked after a refusal. */
export function DestinationCard({ deal }: { deal: DealView }) {
  const t = useTranslations("destination");
  const [open, setOpen] = useState(false);
  const { destination, myRole } = deal;
  if (destination === null || myRole === null) return null;
  const rejected = rejectedOf(deal);
  return (
    <>
      <TitledCard id="destination" title={t("title")} data-destination={destination.change === null ? "counts" : "changing"}>
        {rejected === null ? null : <Rejected deal={deal} payout={rejected} onAnother={() => setOpen(true)} />}
        <Stack gap={4}>
          <Text size="sm" c="dimmed">
            {t(myRole === "buyer" ? "refund" : "release")}
          </Text>
          <FullAddress address={destination.address} />
        </Stack>
        {destination.change === null ? null : <Waiting dealId={deal.id} change={destination.change} />}
        {rejected === null ? (
          <div>
            <Button variant="default" onClick={() => setOpen(true)}>
              {t("change")}
            </Button>
          </div>
        ) : null}
      </TitledCard>
      {open ? <DestinationDialog deal={deal} payout={rejected} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

export type RejectedPayout = DealView["payouts"][number];

/** The reader's own money that an admin refused to send and that nothing has taken the place of. */
export function rejectedOf({ payouts, myRole }: Pick<DealView, "payouts" | "myRole">): RejectedPayout | null {
  const kind = myRole === "buyer" ? "refund" : "release";
  return payouts.find((payout) => payout.kind === kind && payout.status === "rejected" && !payout.replaced) ?? null;
}

function Waiting({ dealId, change }: { dealId: string; change: { address: string; effectiveAt: string } }) {
  const t = useTranslations("destination");
  const dates = useDateWords();
  const refresh = useRefreshAfter("destination");
  const done = useDoneToast();
  const keep = useAmanatMutation("payment", "keepDestination", { onSuccess: () => done(t("kept")), onSettled: () => refresh() });
  return (
    <Alert color="saffron" icon={<IconClock aria-hidden />} title={t("waiting")}>
      <Stack gap="sm">
        <FullAddress address={change.address} />
        <Text size="sm">{t("from", { time: dates(change.effectiveAt, "due") })}</Text>
        {keep.error === null ? null : <ErrorState error={keep.error} money="none" />}
        <div>
          <Button variant="default" loading={keep.isPending} onClick={() => keep.mutate({ dealId })}>
            {t("keep")}
          </Button>
        </div>
      </Stack>
    </Alert>
  );
}

function Rejected({ deal, payout, onAnother }: { deal: DealView; payout: RejectedPayout; onAnother: () => void }) {
  const t = useTranslations("destination");
  const dates = useDateWords();
  const refresh = useRefreshAfter("payout");
  const done = useDoneToast();
  const again = useAmanatMutation("payment", "redraftPayout", { onSuccess: () => done(t("redrafted")), onSettled: () => refresh() });
  const address = deal.destination?.address ?? "";
  return (
    <Alert color="pomegranate" icon={<IconAlertTriangle aria-hidden />} title={t("rejectedTitle")}>
      <Stack gap="sm">
        {payout.rejectedReason === null ? null : <Text>{t("rejectedReason", { reason: isolated(payout.rejectedReason) })}</Text>}
        {payout.redraftAt === null ? null : <Text size="sm">{t("rejectedHint", { time: dates(payout.redraftAt, "due") })}</Text>}
        {again.error === null ? null : <ErrorState error={again.error} money="none" />}
        <Group gap="sm">
          <Button loading={again.isPending} onClick={() => again.mutate({ payoutId: payout.id, version: payout.version, address })}>
            {t("confirmSame")}
          </Button>
          <Button variant="default" onClick={onAnother}>
            {t("another")}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
