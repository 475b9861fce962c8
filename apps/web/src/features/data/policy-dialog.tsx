"use client";

import type { PolicyView } from "@amanat/contracts";
import { Checkbox, CountField, countOf, useIssueTexts } from "@amanat/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";

type PolicyDialogProps = { policy: PolicyView; opened: boolean; onClose: () => void };

/** Decides how long a kind of record is kept, no shorter than its least time. */
export function PolicyDialog({ policy, opened, onClose }: PolicyDialogProps) {
  const t = useTranslations("data.retention");
  const issueTexts = useIssueTexts();
  const queries = useQueryClient();
  const ends = useEnding(onClose);
  const [days, setDays] = useState(String(policy.days));
  const [auto, setAuto] = useState(policy.auto);
  const [asked, setAsked] = useState(false);
  const change = useDeskMutation(
    "retention",
    "changePolicy",
    ends(t("saved"), () => queries.invalidateQueries({ queryKey: ["retention", "policies"] })),
  );
  const count = countOf(days);
  const isShort = Number.isNaN(count) || count < policy.leastDays;
  const submit = () => {
    setAsked(true);
    if (!isShort) change.mutate({ kind: policy.kind, days: count, auto, version: policy.version });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t(`kind.${policy.kind}`)}
      error={change.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={t("cancel")} loading={change.isPending} onClick={submit}>
          {t("save")}
        </Answers>
      }
    >
      <CountField
        label={t("daysLabel")}
        description={t("least", { days: policy.leastDays })}
        value={days}
        onChange={setDays}
        error={asked && isShort ? issueTexts({ days: { key: "too_low", bound: policy.leastDays } })["days"] : null}
        maxLength={5}
        data-autofocus
      />
      <Checkbox label={t("autoLabel")} checked={auto} onChange={(event) => setAuto(event.currentTarget.checked)} />
    </Dialog>
  );
}
