"use client";

import type { CaseView } from "@amanat/contracts";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useCaseRefresh } from "./refresh.ts";
import { WordsDialog } from "./words-dialog.tsx";

/** A side asks for another mediator, once, with its reason. */
export function ChangeMediatorDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("cases.mediator");
  const refresh = useCaseRefresh();
  const ends = useEnding(onClose);
  const change = useAmanatMutation("disputes", "changeMediator", ends(t("changed"), refresh));
  return (
    <WordsDialog
      opened={opened}
      onClose={onClose}
      title={t("change")}
      meaning={t("changeMeaning")}
      label={t("changeLabel")}
      submit={t("change")}
      pending={change.isPending}
      error={change.error}
      onWords={(reason) => change.mutate({ caseId: view.id, version: view.version, reason })}
    />
  );
}
