"use client";

import { type DealDetail, GUARD_HOLD_DAYS, OPERATOR_REASON_MIN } from "@amanat/contracts";
import { CountField, countOf, Text, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";

const DAY_MS = 86_400_000;

type GuardHoldDialogProps = { deal: Pick<DealDetail, "id" | "version">; isLifting: boolean; onClose: () => void };

/** A guard stops the money of a deal until a date, or lets it go; the reason is kept. */
export function GuardHoldDialog({ deal, isLifting, onClose }: GuardHoldDialogProps) {
  const t = useTranslations("desk.hold");
  const answers = useTranslations("deal.action");
  const reasons = useTranslations("admin.reject");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState("");
  const [days, setDays] = useState("7");
  const [asked, setAsked] = useState(false);
  const place = useDeskMutation("deals", "placeHold", ends(t("placed"), refresh));
  const lift = useDeskMutation("deals", "liftHold", ends(t("lifted"), refresh));
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const wrongDays = !isLifting && !(countOf(days) >= 1 && countOf(days) <= GUARD_HOLD_DAYS);
  const submit = () => {
    setAsked(true);
    if (short || wrongDays) return;
    const which = { dealId: deal.id, version: deal.version, reason: reason.trim() };
    if (isLifting) lift.mutate(which);
    else place.mutate({ ...which, until: new Date(Date.now() + countOf(days) * DAY_MS).toISOString() });
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t(isLifting ? "lift" : "place")}
      error={place.error ?? lift.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={answers("back")} loading={place.isPending || lift.isPending} onClick={submit}>
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
          error={asked && wrongDays ? t("daysHint", { most: GUARD_HOLD_DAYS }) : null}
        />
      )}
      <Textarea
        label={reasons("reason")}
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={asked && short ? reasons("reasonHint") : null}
        autosize
        minRows={2}
        maxLength={500}
        dir="auto"
        data-autofocus
      />
    </Dialog>
  );
}
