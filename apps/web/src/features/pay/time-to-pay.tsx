"use client";

import type { IntentView } from "@amanat/contracts";
import { formatClock } from "@amanat/i18n";
import { Alert, Group, Text, useTimeLeft, VisuallyHidden, useDateWords } from "@amanat/ui";
import { IconClock } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useRefreshAfter } from "../../client/stale.ts";
import { countdownMood } from "./phase.ts";

/** Until when to pay, by the server's clock: a calm sentence first, a running clock in the last quarter. */
export function TimeToPay({ intent, since }: { intent: IntentView; since: string }) {
  const t = useTranslations("pay.countdown");
  const locale = useLocale();
  const dates = useDateWords();
  const refresh = useRefreshAfter("payment");
  const left = useTimeLeft(intent.expiresAt, intent.serverTime, () => void refresh());
  const mood = countdownMood(left, Date.parse(intent.expiresAt) - Date.parse(since));
  if (mood === "quiet") {
    return (
      <Group gap="xs" wrap="nowrap" data-countdown="quiet">
        <IconClock size={18} aria-hidden style={{ flexShrink: 0 }} />
        <Text size="sm" c="dimmed">
          {t("until", { time: dates(intent.expiresAt, "time") })} {t("consequence")}
        </Text>
      </Group>
    );
  }
  const minutes = Math.ceil(left / 60_000);
  return (
    <Alert
      color="saffron"
      icon={<IconClock aria-hidden />}
      title={<span aria-hidden="true">{mood === "over" ? t("over") : t("left", { time: formatClock(left, locale) })}</span>}
      data-countdown={mood}
    >
      {t("consequence")}
      {/* Read out once a minute; a clock that speaks every second drowns everything else. */}
      <VisuallyHidden role="status" aria-live="polite">
        {mood === "over" ? t("over") : t("left", { time: formatClock(minutes * 60_000, locale) })}
      </VisuallyHidden>
    </Alert>
  );
}
