"use client";

import { type addEvidenceInput, MOST_NOTE } from "@amanat/contracts";
import { Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type * as z from "zod";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useCaseRefresh } from "./refresh.ts";

type EvidenceDialogProps = LateDialogProps & {
  /** The piece as it is now; null while it can not be sent. */
  piece: z.input<typeof addEvidenceInput> | null;
  children: ReactNode;
};

/** A piece of evidence with a word about it: once it is sent, it stands for good. */
export function EvidenceDialog({ piece, opened, onClose, children }: EvidenceDialogProps) {
  const t = useTranslations("cases");
  const refresh = useCaseRefresh();
  const ends = useEnding(onClose);
  const [note, setNote] = useState("");
  const add = useAmanatMutation("disputes", "addEvidence", ends(t("evidence.done"), refresh));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("evidence.add")}
      error={add.error}
      aboutMoney={false}
      actions={
        <Answers
          onClose={onClose}
          back={t("back")}
          loading={add.isPending}
          disabled={piece === null}
          onClick={() => (piece === null ? undefined : add.mutate({ ...piece, note: note.trim() }))}
        >
          {t("evidence.add")}
        </Answers>
      }
    >
      {children}
      <Textarea
        label={t("evidence.note")}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={MOST_NOTE}
        dir="auto"
      />
    </Dialog>
  );
}
