"use client";

import type { DealView } from "@amanat/contracts";
import { formatClock, formatSpan, spanOf, isolated } from "@amanat/i18n";
import { Group, Stack, Text, useTimeLeft, useDateWords } from "@amanat/ui";
import { IconClock } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useRefreshAfter } from "../../client/stale.ts";
import { isPurchase } from "./purchase.ts";

const CLOCK_BELOW_MS = 60 * 60 * 1000;

/** Until when, and what happens then, for whom. */
export function Deadline({ deal, serverNow }: { deal: DealView; serverNow: string }) {
  const t = useTranslations("deal.deadline");
  const dates = useDateWords();
  if (isPurchase(deal) && deal.late)
    return (
      <Text fw={600} data-late>
        {t("late")}
      </Text>
    );
  if (deal.next.dueAt === null) {
    return deal.next.action === "none" ? null : (
      <Text c="dimmed" size="sm">
        {t("none")}
      </Text>
    );
  }
  return (
    <Stack gap={2}>
      <DueLine dueAt={deal.next.dueAt} serverNow={serverNow} />
      {isPurchase(deal) && deal.next.consequence !== "none" ? (
        <Text c="dimmed" size="sm">
          {t(deal.next.consequence, {
            seller: isolated(deal.seller.name),
            time: deal.cancellableFrom === null ? "" : dates(deal.cancellableFrom, "due"),
          })}
        </Text>
      ) : null}
    </Stack>
  );
}

function DueLine({ dueAt, serverNow }: { dueAt: string; serverNow: string }) {
  const t = useTranslations("deal.deadline");
  const locale = useLocale();
  const dates = useDateWords();
  const refresh = useRefreshAfter("deal");
  const left = useTimeLeft(dueAt, serverNow, () => void refresh());
  const span = left < CLOCK_BELOW_MS ? formatClock(left, locale) : formatSpan(spanOf(left), locale);
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <IconClock size={20} aria-hidden style={{ flexShrink: 0, marginBlockStart: 3 }} />
      <Text fw={600}>
        <time dateTime={dueAt}>{t("by", { time: dates(dueAt, "due") })}</time>
        <Text component="span" c="dimmed" fw={400}>
          {" · "}
          {t("left", { span })}
        </Text>
      </Text>
    </Group>
  );
}
