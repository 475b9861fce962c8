"use client";

import type { CaseView } from "@amanat/contracts";
import { CountField, Text, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { useDeskMutation } from "../admin/recorded-calls.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";

const HOUR_MS = 3_600_000;

/** Evidence is taken again, from both sides alike, until a date before the ruling is due. */
export function ReopenDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("mediation.evidence");
  const words = useTranslations("deal.action");
  const dates = useDateWords();
  const refresh = useRefreshAfter("dispute");
  const ends = useEnding(onClose);
  const [hours, setHours] = useState("24");
  const [from] = useState(() => Date.now());
  const reopen = useDeskMutation("disputes", "reopenEvidence", ends(t("reopened"), refresh));
  const due = view.next.dueAt;
  const count = /^\d{1,3}$/.test(hours) ? Number(hours) : 0;
  const until = new Date(from + count * HOUR_MS).toISOString();
  const fits = count >= 1 && (due === null || until <= due);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("reopenTitle")}
      error={reopen.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={words("back")}
          loading={reopen.isPending}
          disabled={!fits}
          onClick={() => reopen.mutate({ caseId: view.id, version: view.version, until })}
        >
          {t("reopen")}
        </Answers>
      }
    >
      <Text>{t("reopenHint")}</Text>
      <CountField label={t("hours")} value={hours} onChange={setHours} maxLength={3} />
      <Text fw={600}>
        {fits ? t("until", { time: dates(until, "due") }) : t("tooLate", { time: due === null ? "" : dates(due, "due") })}
      </Text>
    </Dialog>
  );
}
