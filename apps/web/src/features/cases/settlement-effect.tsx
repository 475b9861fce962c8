"use client";

import type { SettlementView } from "@amanat/contracts";
import { Text, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { EffectLines, type Sides } from "./effect-lines.tsx";

/** What the acceptance of an offer does. */
export function SettlementEffect({ offer, sides }: { offer: Pick<SettlementView, "kind" | "effect" | "until">; sides: Sides }) {
  const t = useTranslations("cases.settlement");
  const dates = useDateWords();
  if (offer.kind === "time" && offer.until !== null) return <Text>{t("timeMeaning", { time: dates(offer.until, "due") })}</Text>;
  return <EffectLines effect={offer.effect} sides={sides} until={offer.until} />;
}
