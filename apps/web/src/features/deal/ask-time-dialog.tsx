"use client";

import { CountField, Text, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { NoteField } from "./note-field.tsx";
import { isPurchase } from "./purchase.ts";
import { useRefreshAfter } from "../../client/stale.ts";

const DAY_MS = 86_400_000;
const MOST_DAYS = 60;

/** Asks for days more: for the delivery until it is marked, for the inspection after. */
export function AskTimeDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const dates = useDateWords();
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const [days, setDays] = useState("3");
  const [note, setNote] = useState("");
  // A date that has passed is extended from now.
  const [from] = useState(() => Math.max(Date.now(), Date.parse(deal.next.dueAt ?? (isPurchase(deal) ? deal.deliverBy : null) ?? "") || 0));
  const ask = useAmanatMutation("deals", "proposeDealChange", ends(t("done.proposed"), refresh));
  const count = Number(days);
  const fits = count >= 1 && count <= MOST_DAYS;
  const until = new Date(from + (fits ? count : 1) * DAY_MS).toISOString();
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("change.timeTitle")}
      error={ask.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={ask.isPending}
          disabled={!fits}
          onClick={() => ask.mutate({ kind: "more_time", dealId: deal.id, version: deal.version, until, note: note.trim() })}
        >
          {t("change.send")}
        </Answers>
      }
    >
      <CountField label={t("change.days")} value={days} onChange={setDays} maxLength={2} />
      {fits ? <Text>{t("change.until", { time: dates(until, "due") })}</Text> : null}
      <NoteField label={t("change.note")} value={note} onChange={setNote} />
    </Dialog>
  );
}
