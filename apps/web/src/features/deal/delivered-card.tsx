"use client";

import type { DealView } from "@amanat/contracts";
import { TitledCard } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { CorrectHandover } from "./correct-handover.tsx";
import { HandedOver } from "./handed-over.tsx";
import { deliveredInState } from "./state.ts";

/** What was delivered, once nothing is left to decide about it; until then it stands beside the decision. */
export function DeliveredCard({ deal }: { deal: DealView<"purchase"> }) {
  const t = useTranslations("deal.delivery");
  if (deal.handover === null || deliveredInState(deal.status)) return null;
  return (
    <TitledCard id="delivered" title={t("handover")} gap="sm">
      <HandedOver handover={deal.handover} />
      <CorrectHandover deal={deal} />
    </TitledCard>
  );
}
