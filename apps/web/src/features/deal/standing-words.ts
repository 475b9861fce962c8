"use client";

import type { DealView, Phase } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import { useAssetOf } from "../money/asset-of.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { isPurchase } from "./purchase.ts";
import { inCase, missingOf } from "./state.ts";

/**
 * Texts about a deal's state and whose turn it is, for the reader's role. They depend on the standing alone, or on the phase for a kind
 * without texts here.
 */
export function useStandingWords(): (deal: DealView) => { headline: string; sentence: string } {
  const t = useTranslations("deal");
  const words = useMoneyWords();
  const assetOf = useAssetOf();
  const inPhase = ({ phase }: { phase: Phase }) => ({ headline: t(`phase.${phase}.headline`), sentence: t(`phase.${phase}.sentence`) });
  return (deal) => {
    const asset = assetOf(deal.asset);
    if (inCase(deal)) return { headline: t("case.headline"), sentence: t(`case.${deal.myRole ?? "staff"}`) };
    if (!isPurchase(deal)) return inPhase(deal);
    return {
      headline: t(`state.${deal.standing}.headline`),
      sentence: t(`state.${deal.standing}.${deal.myRole ?? "staff"}`, {
        paid: words(deal.paid, asset),
        missing: words(missingOf(deal), asset),
      }),
    };
  };
}
