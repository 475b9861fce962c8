"use client";

import type { DealView } from "@amanat/contracts";
import { Button } from "@amanat/ui";
import { IconPencil } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { lateComponent } from "../../client/late-component.ts";

const CorrectDialog = lateComponent(() => import("./correct-dialog.tsx"), "CorrectDialog");

const CORRECTABLE: readonly DealView<"purchase">["status"][] = ["delivery", "delivered", "confirming"];

/** The way to put right what was handed over; for its seller, and until it has been inspected. */
export function CorrectHandover({ deal }: { deal: DealView<"purchase"> }) {
  const t = useTranslations("deal.correct");
  const [opened, setOpened] = useState<boolean | null>(null);
  const { handover } = deal;
  if (handover === null || deal.myRole !== "seller" || deal.onHold || !CORRECTABLE.includes(deal.status)) return null;
  return (
    <>
      <Button variant="subtle" leftSection={<IconPencil size={18} aria-hidden />} onClick={() => setOpened(true)}>
        {t("action")}
      </Button>
      {/* What it begins with is what stands now: a correction made elsewhere makes it anew. */}
      {opened === null ? null : (
        <CorrectDialog key={deal.version} deal={{ ...deal, handover }} opened={opened} onClose={() => setOpened(false)} />
      )}
    </>
  );
}
