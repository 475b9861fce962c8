"use client";

import { formatCount } from "@amanat/i18n";
import { Text } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useSilence } from "../../client/reach.ts";

/** Why what was written is not sent yet: nobody answers, or one writes too fast. Nothing of it is lost. */
export function Waits({ waitsUntil, waiting }: { waitsUntil: number | null; waiting: number }) {
  const t = useTranslations("chat.waits");
  const isAway = useSilence() !== null;
  if (waiting === 0) return null;
  if (isAway)
    return (
      <Text size="sm" c="dimmed" px="sm" role="status" data-waits="away">
        {t("away", { count: waiting })}
      </Text>
    );
  return waitsUntil === null ? null : <Patience until={waitsUntil} />;
}

function Patience({ until }: { until: number }) {
  const t = useTranslations("chat.waits");
  const locale = useLocale();
  const [left, setLeft] = useState(() => secondsTo(until));
  useEffect(() => {
    const ticking = setInterval(() => setLeft(secondsTo(until)), 1_000);
    return () => clearInterval(ticking);
  }, [until]);
  // Short waits are the network's, and nobody's matter.
  if (left < 3) return null;
  return (
    <Text size="sm" c="dimmed" px="sm" role="status" data-waits="limited">
      {t("limited", { count: left, n: formatCount(left, locale) })}
    </Text>
  );
}

const secondsTo = (until: number): number => Math.max(0, Math.ceil((until - Date.now()) / 1_000));
