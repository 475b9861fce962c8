"use client";

import type { DealView } from "@amanat/contracts";
import { StatusBadge } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { DEAL_TONES } from "../market/tones.ts";
import { payoutUnderWay } from "./state.ts";

/** A deal's status in a word. What is completed but not paid out yet does not read as done. */
export function DealBadge({ deal }: { deal: Pick<DealView, "status" | "next"> }) {
  const t = useTranslations("deal.status");
  if (payoutUnderWay(deal)) return <StatusBadge tone="info">{t("paying_out")}</StatusBadge>;
  return <StatusBadge tone={DEAL_TONES[deal.status]}>{t(deal.status)}</StatusBadge>;
}
