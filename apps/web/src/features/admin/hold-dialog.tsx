"use client";

import { OPERATOR_REASON_MIN } from "@amanat/contracts";
import { CountField, countOf, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { ReasonField } from "../dialog/reason-field.tsx";

const DAY_MS = 86_400_000;

export type HoldDialogProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly isLifting: boolean;
  readonly title: string;
  readonly hint: string;
  /** How long it lasts: the field's label, what it says of a wrong number, and its numbers. */
  readonly days: { readonly label: string; readonly hint: string; readonly usual: number; readonly most: number };
  readonly calls: readonly { readonly error: unknown; readonly isPending: boolean }[];
  /** `until` is when the hold ends; null when it is lifted. */
  readonly onSubmit: (reason: string, until: string | null) => void;
};

/** Places a hold for some days, or lifts the one that is there; either has a reason. */
export function HoldDialog({ opened, onClose, isLifting, title, hint, days, calls, onSubmit }: HoldDialogProps) {
  const answers = useTranslations("deal.action");
  const reasons = useTranslations("admin.reject");
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState(String(days.usual));
  const [asked, setAsked] = useState(false);
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const wrongDays = !isLifting && !(countOf(typed) >= 1 && countOf(typed) <= days.most);
  const submit = () => {
    setAsked(true);
    if (short || wrongDays) return;
    onSubmit(reason, isLifting ? null : new Date(Date.now() + countOf(typed) * DAY_MS).toISOString());
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={title}
      error={calls.find(({ error }) => error !== null)?.error ?? null}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={answers("back")} loading={calls.some(({ isPending }) => isPending)} onClick={submit}>
          {title}
        </Answers>
      }
    >
      <Text>{hint}</Text>
      {isLifting ? null : (
        <CountField label={days.label} value={typed} onChange={setTyped} maxLength={2} error={asked && wrongDays ? days.hint : null} />
      )}
      <ReasonField
        label={reasons("reason")}
        value={reason}
        onChange={setReason}
        error={asked && short ? reasons("reasonHint") : null}
        first
      />
    </Dialog>
  );
}
