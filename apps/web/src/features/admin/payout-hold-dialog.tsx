"use client";

import type { PayoutView } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import { useRefreshAfter } from "../../client/stale.ts";
import { useEnding } from "../dialog/ending.ts";
import { HoldDialog } from "./hold-dialog.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

const USUAL_DAYS = 3;
const MOST_DAYS = 90;

export type PayoutHoldDialogProps = { payout: PayoutView; opened: boolean; onClose: () => void };

/** Places a hold on a payout, or lifts the one that is there; the reason is kept. */
export function PayoutHoldDialog({ payout, opened, onClose }: PayoutHoldDialogProps) {
  const t = useTranslations("admin.payout.hold");
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const place = useDeskMutation("payment", "holdPayout", ends(t("placed"), refresh));
  const lift = useDeskMutation("payment", "liftPayoutHold", ends(t("lifted"), refresh));
  const isLifting = payout.hold !== null;
  return (
    <HoldDialog
      opened={opened}
      onClose={onClose}
      isLifting={isLifting}
      title={t(isLifting ? "lift" : "place")}
      hint={t(isLifting ? "liftHint" : "placeHint")}
      days={{ label: t("days"), hint: t("daysHint", { most: MOST_DAYS }), usual: USUAL_DAYS, most: MOST_DAYS }}
      calls={[place, lift]}
      onSubmit={(reason, until) => {
        const which = { payoutId: payout.id, version: payout.version, reason };
        if (until === null) lift.mutate(which);
        else place.mutate({ ...which, until });
      }}
    />
  );
}
