"use client";

import type { IncidentView } from "@amanat/contracts";
import { Text, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useIncidentsRefresh } from "./incidents-refresh.ts";
import { useDeskMutation } from "./recorded-calls.ts";

const SHORTEST_NOTE = 5;

/** Closing by hand, with what was done about it; the note is kept. */
export function CloseIncidentDialog({ incident, opened, onClose }: { incident: IncidentView; opened: boolean; onClose: () => void }) {
  const t = useTranslations("admin.incidents");
  const deal = useTranslations("deal.action");
  const ends = useEnding(onClose);
  const refresh = useIncidentsRefresh();
  const [note, setNote] = useState("");
  const [short, setShort] = useState(false);
  const close = useDeskMutation("incidents", "close", ends(t("closed"), refresh));
  const submit = () => {
    const tooShort = note.trim().length < SHORTEST_NOTE;
    setShort(tooShort);
    if (!tooShort) close.mutate({ incidentId: incident.id, version: incident.version, note });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("closeTitle")}
      error={close.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={deal("back")} loading={close.isPending} onClick={submit}>
          {t("closeSubmit")}
        </Answers>
      }
    >
      <Text>{t("closeHint")}</Text>
      <Textarea
        label={t("note")}
        required
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={short ? t("noteHint") : null}
        autosize
        minRows={2}
        maxLength={2_000}
        dir="auto"
        data-autofocus
      />
    </Dialog>
  );
}
