"use client";

import { OPERATOR_REASON_MIN, type QuarantineView } from "@amanat/contracts";
import { CountField, countOf, Radio, RadioGroup, Stack } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { BigAmount } from "../money/big-amount.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MOST_DAYS = 365;
const DECISIONS = ["release", "return", "keep"] as const;
type Decision = (typeof DECISIONS)[number];

type Props = { frozen: QuarantineView; opened: boolean; onClose: () => void };

/** What becomes of money from a listed address, and why. Money that fits no price can not be released to one. */
export function FrozenDialog({ frozen, opened, onClose }: Props) {
  const t = useTranslations("admin.screening.decision");
  const answers = useTranslations("deal.action");
  const reasons = useTranslations("admin.reject");
  const refresh = useRefreshAfter("payment");
  const ends = useEnding(onClose);
  const decide = useDeskMutation("payment", "decideQuarantine", ends(t("done"), refresh));
  const offered = frozen.priced ? DECISIONS : DECISIONS.filter((one) => one !== "release");
  const [decision, setDecision] = useState<Decision>("keep");
  const [days, setDays] = useState(String(USUAL_DAYS));
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const wrongDays = decision === "keep" && !(countOf(days) >= 1 && countOf(days) <= MOST_DAYS);
  const submit = () => {
    setAsked(true);
    if (short || wrongDays) return;
    const { id: quarantineId, version, amount } = frozen;
    const until = decision === "keep" ? { until: new Date(Date.now() + countOf(days) * DAY_MS).toISOString() } : {};
    decide.mutate({ quarantineId, version, amount, decision, reason: reason.trim(), ...until });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      error={decide.error}
      actions={
        <Answers onClose={onClose} back={answers("back")} loading={decide.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <BigAmount amount={frozen.amount} asset={frozen.asset} />
      <RadioGroup label={t("which")} value={decision} onChange={(value) => setDecision(DECISIONS.find((one) => one === value) ?? "keep")}>
        <Stack gap="sm" mt="xs">
          {offered.map((one) => (
            <Radio key={one} value={one} label={t(one)} description={t(`${one}Hint`)} />
          ))}
        </Stack>
      </RadioGroup>
      {decision === "keep" ? (
        <CountField
          label={t("days")}
          value={days}
          onChange={setDays}
          maxLength={3}
          error={asked && wrongDays ? t("daysHint", { most: MOST_DAYS }) : null}
        />
      ) : null}
      <ReasonField label={reasons("reason")} value={reason} onChange={setReason} error={asked && short ? reasons("reasonHint") : null} />
    </Dialog>
  );
}
