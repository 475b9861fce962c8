"use client";

import { type DealDetail, GUARD_HOLD_DAYS } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import { useRefreshAfter } from "../../client/stale.ts";
import { HoldDialog } from "../admin/hold-dialog.tsx";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { useEnding } from "../dialog/ending.ts";

const USUAL_DAYS = 7;

type GuardHoldDialogProps = { deal: Pick<DealDetail, "id" | "version">; isLifting: boolean; onClose: () => void };

/** A guard stops the money of a deal until a date, or lets it go; the reason is kept. */
export function GuardHoldDialog({ deal, isLifting, onClose }: GuardHoldDialogProps) {
  const t = useTranslations("desk.hold");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const place = useDeskMutation("deals", "placeHold", ends(t("placed"), refresh));
  const lift = useDeskMutation("deals", "liftHold", ends(t("lifted"), refresh));
  return (
    <HoldDialog
      opened
      onClose={onClose}
      isLifting={isLifting}
      title={t(isLifting ? "lift" : "place")}
      hint={t(isLifting ? "liftHint" : "placeHint")}
      days={{ label: t("days"), hint: t("daysHint", { most: GUARD_HOLD_DAYS }), usual: USUAL_DAYS, most: GUARD_HOLD_DAYS }}
      calls={[place, lift]}
      onSubmit={(reason, until) => {
        const which = { dealId: deal.id, version: deal.version, reason: reason.trim() };
        if (until === null) lift.mutate(which);
        else place.mutate({ ...which, until });
      }}
    />
  );
}
