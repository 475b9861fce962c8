"use client";

import type { CaseView } from "@amanat/contracts";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useCaseRefresh } from "./refresh.ts";

/** The second step before a case is taken back. */
export function WithdrawDialog({ view, opened, onClose }: LateDialogProps & { view: CaseView }) {
  const t = useTranslations("cases");
  const refresh = useCaseRefresh();
  const ends = useEnding(onClose);
  const withdraw = useAmanatMutation("disputes", "withdraw", ends(t("end.withdrawn"), refresh));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("end.withdrawTitle")}
      error={withdraw.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("back")}
          loading={withdraw.isPending}
          onClick={() => withdraw.mutate({ caseId: view.id, version: view.version })}
        >
          {t("end.withdraw")}
        </Answers>
      }
    >
      <Text>{t("end.withdrawMeaning")}</Text>
    </Dialog>
  );
}
