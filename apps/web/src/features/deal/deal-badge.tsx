"use client";

import type { DealStatus } from "@amanat/contracts";
import { StatusBadge, type Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";

const TONES: Readonly<Record<DealStatus, Tone>> = {
  payment: "waiting",
  processing: "info",
  delivery: "info",
  delivered: "attention",
  confirming: "attention",
  completed: "good",
  cancelled: "neutral",
  expired: "neutral",
  refunded: "neutral",
};

/** A deal's status in a word. */
export function DealBadge({ status }: { status: DealStatus }) {
  const t = useTranslations("deal.status");
  return <StatusBadge tone={TONES[status]}>{t(status)}</StatusBadge>;
}
