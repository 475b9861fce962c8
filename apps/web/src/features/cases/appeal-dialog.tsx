"use client";

import type { CaseView } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useCaseRefresh } from "./refresh.ts";
import { WordsDialog } from "./words-dialog.tsx";

/** A side appeals the ruling, once. */
export function AppealDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("cases.ruling");
  const refresh = useCaseRefresh();
  const ends = useEnding(onClose);
  const appeal = useAmanatMutation("disputes", "appeal", ends(t("appealed"), refresh));
  return (
    <WordsDialog
      opened={opened}
      onClose={onClose}
      title={t("appealTitle")}
      meaning={t("appealMeaning")}
      label={t("appealLabel")}
      submit={t("appeal")}
      pending={appeal.isPending}
      error={appeal.error}
      onWords={(statement) => appeal.mutate({ caseId: view.id, version: view.version, statement })}
    />
  );
}
