"use client";

import type { DealDetail, DealView } from "@amanat/contracts";
import { Card, StepTrack, Stack, type TrackStep } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { CorrectHandover } from "./correct-handover.tsx";
import { SayWrong } from "./deal-case.tsx";
import { Deadline } from "./deadline.tsx";
import { DealActions } from "./deal-actions.tsx";
import { HandedOver } from "./handed-over.tsx";
import { Headline } from "./headline.tsx";
import { HoldNotice } from "./hold-notice.tsx";
import { dealStep, deliveredInState } from "./state.ts";

const TRACK = ["payment", "processing", "delivery", "confirming", "paid"] as const;

/** What is true, whose turn it is, what there is to judge, by when, and the one thing to do. */
export function StateCard({ deal, serverNow }: { deal: DealDetail<"purchase">; serverNow: string }) {
  return (
    <Card data-deal-state={deal.standing} component="section" aria-labelledby="deal-headline">
      <Stack gap="md">
        <Track deal={deal} />
        <Headline deal={deal} id="deal-headline" />
        <HoldNotice deal={deal} />
        {deal.handover !== null && deliveredInState(deal.status) ? (
          <>
            <HandedOver handover={deal.handover} />
            <CorrectHandover deal={deal} />
          </>
        ) : null}
        {/* On a phone the answers stand on the first screen, with what they are about; the date follows. */}
        <DealActions deal={deal} />
        <Deadline deal={deal} serverNow={serverNow} />
        <SayWrong deal={deal} />
      </Stack>
    </Card>
  );
}

function Track({ deal }: { deal: DealView<"purchase"> }) {
  const t = useTranslations("deal.track");
  const at = dealStep(deal);
  if (at < 0) return null;
  const steps = TRACK.map<TrackStep>((key, index) => ({
    key,
    label: t(key === "paid" ? `paid_${deal.myRole === "seller" ? "seller" : "buyer"}` : key),
    state: index < at ? "done" : index === at ? "current" : "next",
  }));
  return <StepTrack label={t("label")} steps={steps} />;
}
