"use client";

import type { DealView, Phase } from "@amanat/contracts";
import { StatusBadge } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { DEAL_TONES, PHASE_TONES } from "../market/tones.ts";
import { isPurchase } from "./purchase.ts";
import { inCase, payoutUnderWay } from "./state.ts";

/** A deal's status in a word; of a kind that has no words here, the phase it is in. */
export function DealBadge({ deal }: { deal: DealView }) {
  const t = useTranslations("deal.case");
  if (inCase(deal)) return <StatusBadge tone="attention">{t("badge")}</StatusBadge>;
  return isPurchase(deal) ? <PurchaseBadge deal={deal} /> : <PhaseBadge deal={deal} />;
}

function PhaseBadge({ deal: { phase } }: { deal: { phase: Phase } }) {
  const t = useTranslations("deal.phase");
  return <StatusBadge tone={PHASE_TONES[phase]}>{t(`${phase}.word`)}</StatusBadge>;
}

/** A deal that is completed but not paid out yet must not look finished. */
function PurchaseBadge({ deal }: { deal: DealView<"purchase"> }) {
  const t = useTranslations("deal.status");
  if (payoutUnderWay(deal)) return <StatusBadge tone="info">{t("paying_out")}</StatusBadge>;
  return <StatusBadge tone={DEAL_TONES[deal.status]}>{t(deal.status)}</StatusBadge>;
}
