"use client";

import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { NoteField } from "./note-field.tsx";
import { useRefreshAfter } from "../../client/stale.ts";

/** The seller says that it arrived; the buyer's clock starts. */
export function DeliveredDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const [note, setNote] = useState("");
  const mark = useAmanatMutation("marketplace", "markDelivered", ends(t("done.delivered"), refresh));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("delivered.title")}
      error={mark.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={mark.isPending}
          onClick={() => mark.mutate({ dealId: deal.id, version: deal.version, note })}
        >
          {t("delivered.submit")}
        </Answers>
      }
    >
      <Text>{t("delivered.hint")}</Text>
      <NoteField label={t("delivered.note")} value={note} onChange={setNote} />
    </Dialog>
  );
}
