"use client";

import type { DealView, IntentView } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { Button, Card, Group, Loader, Money, Stack, Text, ThemeIcon, Title } from "@amanat/ui";
import { IconCircleX, IconClock, IconHourglass, IconLock, IconShieldCheck } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useAction } from "../../client/action.ts";
import { Link } from "../../i18n/link.tsx";
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { isPurchase } from "../deal/purchase.ts";
import { useStandingWords } from "../deal/standing-words.ts";
import { isCovered, seenSoFar, speaks, type PayPhase } from "./phase.ts";

type Icon = typeof IconLock;
type FrameProps = { icon: Icon; color: string; title: string; children: ReactNode; action?: ReactNode };

function Frame({ icon: Shape, color, title, children, action }: FrameProps) {
  return (
    <Card component="section" aria-labelledby="phase-title">
      <Stack gap="md" align="flex-start">
        <Group gap="md" wrap="nowrap" align="flex-start">
          <ThemeIcon size={48} radius="xl" variant="light" color={color}>
            <Shape size={26} aria-hidden />
          </ThemeIcon>
          <Stack gap={4}>
            <Title order={2} id="phase-title">
              {title}
            </Title>
            {children}
          </Stack>
        </Group>
        {action}
      </Stack>
    </Card>
  );
}

/** What the page says when there is nothing to send right now: seen, paid, late, expired, cancelled, waiting. */
export function PhaseCard({
  phase,
  intent,
  deal,
}: {
  phase: Exclude<PayPhase, "refund" | "awaiting">;
  intent: IntentView;
  deal: DealView;
}) {
  const t = useTranslations("pay");
  const locale = useLocale();
  const words = useMoneyWords();
  const toDeal = (
    <Button component={Link} href={`/deals/${deal.id}`} size="lg">
      {t("credited.next")}
    </Button>
  );
  const afterwards = (
    <Group gap="sm">
      {toDeal}
      {intent.receiptId === null ? null : (
        <Button component={Link} href={`/receipts/${intent.receiptId}`} size="lg" variant="default">
          {t("credited.receipt")}
        </Button>
      )}
    </Group>
  );
  const standing = useStandingWords()(deal);
  if (!speaks(phase, deal.standing))
    return (
      <Frame icon={IconShieldCheck} color="lapis" title={standing.headline} action={afterwards}>
        <Text>{standing.sentence}</Text>
      </Frame>
    );
  switch (phase) {
    case "preparing":
      return (
        <Frame icon={IconHourglass} color="lapis" title={t("preparing.title")} action={<Loader aria-label={t("preparing.title")} />}>
          <Text>{t("preparing.hint")}</Text>
        </Frame>
      );
    case "seen":
      if (!isCovered(intent)) return <PartSeen intent={intent} />;
      return (
        <Frame icon={IconShieldCheck} color="lapis" title={t("progress.seen")}>
          <Text>{t("progress.seenHint", { required: formatCount(intent.transfers[0]?.requiredConfirmations ?? 0, locale) })}</Text>
          <Text fw={600}>{t("progress.safe")}</Text>
        </Frame>
      );
    case "credited":
      return (
        <Frame icon={IconLock} color="pine" title={t("credited.title")} action={afterwards}>
          <Money amount={intent.amount} asset={intent.asset} size="lg" strong />
          <Text>{t("credited.hint", { amount: words(intent.amount, intent.asset) })}</Text>
        </Frame>
      );
    case "late":
      return (
        <Frame icon={IconClock} color="saffron" title={t("late.title")} action={toDeal}>
          <Text>{t("late.hint")}</Text>
        </Frame>
      );
    case "quarantined":
      return (
        <Frame icon={IconShieldCheck} color="saffron" title={t("quarantined.title")} action={toDeal}>
          <Text>{t("quarantined.hint")}</Text>
        </Frame>
      );
    case "cancelled":
      return (
        <Frame icon={IconCircleX} color="gray" title={t("cancelled.title")} action={toDeal}>
          <Text>{t("cancelled.hint")}</Text>
        </Frame>
      );
    case "expired":
      return <Expired deal={deal} />;
  }
}

/** Something is on its way, and it is not enough: nobody is sent away. */
function PartSeen({ intent }: { intent: IntentView }) {
  const t = useTranslations("pay.progress");
  const words = useMoneyWords();
  const seen = seenSoFar(intent);
  const missing = BigInt(intent.amount) - seen;
  return (
    <Frame
      icon={IconHourglass}
      color="saffron"
      title={t("partSeen", { seen: words(seen, intent.asset), amount: words(intent.amount, intent.asset) })}
    >
      <Text>{t("partHint", { missing: words(missing, intent.asset) })}</Text>
    </Frame>
  );
}

function Expired({ deal }: { deal: DealView }) {
  const t = useTranslations("pay.expired");
  const refresh = useRefreshAfter("payment");
  const look = useAction({ mutationFn: refresh });
  return (
    <Frame
      icon={IconClock}
      color="saffron"
      title={t("title")}
      action={
        <Stack gap="md">
          <Group gap="sm">
            <Button size="lg" loading={look.isPending} onClick={() => look.mutate()}>
              {t("check")}
            </Button>
            {isPurchase(deal) ? (
              <Button component={Link} href={`/requests/${deal.requestId}`} size="lg" variant="default">
                {t("toRequest")}
              </Button>
            ) : null}
          </Group>
          {look.isSuccess ? <Text role="status">{t("stillNothing")}</Text> : null}
          <Text c="dimmed">{t("notSent")}</Text>
        </Stack>
      }
    >
      <Text>{t("hint")}</Text>
    </Frame>
  );
}
