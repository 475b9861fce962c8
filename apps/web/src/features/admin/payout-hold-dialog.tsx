"use client";

import { OPERATOR_REASON_MIN, type PayoutView } from "@amanat/contracts";
import { CountField, countOf, Text, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useDeskMutation } from "./recorded-calls.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = 90;

export type PayoutHoldDialogProps = { payout: PayoutView; opened: boolean; onClose: () => void };

/** Places a hold on a payout, or lifts the one that is there; the reason is kept. */
export function PayoutHoldDialog({ payout, opened, onClose }: PayoutHoldDialogProps) {
  const t = useTranslations("admin.payout.hold");
  const deal = useTranslations("deal.action");
  const reject = useTranslations("admin.reject");
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState("");
  const [days, setDays] = useState("3");
  const [asked, setAsked] = useState(false);
  const place = useDeskMutation("payment", "holdPayout", ends(t("placed"), refresh));
  const lift = useDeskMutation("payment", "liftPayoutHold", ends(t("lifted"), refresh));
  const isLifting = payout.hold !== null;
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const wrongDays = !isLifting && !(countOf(days) >= 1 && countOf(days) <= MOST_DAYS);
  const submit = () => {
    setAsked(true);
    if (short || wrongDays) return;
    const which = { payoutId: payout.id, version: payout.version, reason };
    if (isLifting) lift.mutate(which);
    else place.mutate({ ...which, until: new Date(Date.now() + countOf(days) * DAY_MS).toISOString() });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t(isLifting ? "lift" : "place")}
      error={place.error ?? lift.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={deal("back")} loading={place.isPending || lift.isPending} onClick={submit}>
          {t(isLifting ? "lift" : "place")}
        </Answers>
      }
    >
      <Text>{t(isLifting ? "liftHint" : "placeHint")}</Text>
      {isLifting ? null : (
        <CountField
          label={t("days")}
          value={days}
          onChange={setDays}
          maxLength={2}
          error={asked && wrongDays ? t("daysHint", { most: MOST_DAYS }) : null}
        />
      )}
      <Textarea
        label={reject("reason")}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={asked && short ? reject("reasonHint") : null}
        autosize
        minRows={2}
        maxLength={500}
        dir="auto"
        data-autofocus
      />
    </Dialog>
  );
}
