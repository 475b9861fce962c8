"use client";

import type { EventSubject } from "@amanat/contracts";
import { formatClock, formatSpan, spanOf } from "@amanat/i18n";
import { Group, Text, useDateWords, useTimeLeft } from "@amanat/ui";
import { IconClock } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useRefreshAfter } from "../../client/stale.ts";

const CLOCK_BELOW_MS = 60 * 60 * 1000;

/** Until when, and how long that is. Once it has come, what the page shows of `about` is read anew. */
export function DueLine({ dueAt, serverNow, about }: { dueAt: string; serverNow: string; about: EventSubject }) {
  const t = useTranslations("deal.deadline");
  const locale = useLocale();
  const dates = useDateWords();
  const refresh = useRefreshAfter(about);
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
