"use client";

import type { UnmatchedView } from "@amanat/contracts";
import { StatusBadge, type Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";

const TONES: Readonly<Record<UnmatchedView["status"], Tone>> = { open: "attention", refunding: "waiting", refunded: "good" };

/** Where an unmatched deposit stands. */
export function UnmatchedBadge({ status }: Pick<UnmatchedView, "status">) {
  const t = useTranslations("admin.unmatched.state");
  return <StatusBadge tone={TONES[status]}>{t(status)}</StatusBadge>;
}

/** How many have shown that it is theirs. */
export function ClaimedBadge({ claims }: Pick<UnmatchedView, "claims">) {
  const t = useTranslations("admin.unmatched.claims");
  return claims === 0 ? null : <StatusBadge tone="attention">{t("waits", { count: claims })}</StatusBadge>;
}

/** Money that lies longer than it should. */
export function OverdueBadge({ overdue }: { overdue: boolean }) {
  const t = useTranslations("admin.unmatched");
  return overdue ? <StatusBadge tone="bad">{t("overdue")}</StatusBadge> : null;
}
