"use client";

import type { CaseView } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { FilePicker } from "../files/file-picker.tsx";
import { useUploads } from "../files/use-uploads.ts";
import { EvidenceDialog } from "./evidence-dialog.tsx";

/** A file as evidence; it can be sent once its content was examined. */
export function EvidenceFileDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("cases.evidence");
  const sending = useUploads("evidence", 1);
  const [fileId] = sending.fileIds;
  const piece = fileId === undefined ? null : ({ kind: "file", caseId: view.id, fileId } as const);
  return (
    <EvidenceDialog piece={piece} opened={opened} onClose={onClose}>
      <FilePicker sending={sending} label={t("files")} />
    </EvidenceDialog>
  );
}
