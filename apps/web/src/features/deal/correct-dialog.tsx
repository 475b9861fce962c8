"use client";

import type { DealView, Handover } from "@amanat/contracts";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { HandoverFields } from "./start-dialog.tsx";
import { useHandover } from "./use-handover.ts";

export type CorrectDialogProps = { deal: DealView<"purchase"> & { handover: Handover }; opened: boolean; onClose: () => void };

/** The seller puts a wrong link or number right, until it has been inspected. */
export function CorrectDialog({ deal, opened, onClose }: CorrectDialogProps) {
  const t = useTranslations("deal");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const { kind } = deal.handover;
  const { field, files, checked } = useHandover(deal.handover);
  const correct = useAmanatMutation("marketplace", "correctHandover", ends(t("correct.done"), refresh));
  const submit = () => {
    const handover = checked(kind);
    if (handover !== null) correct.mutate({ dealId: deal.id, version: deal.version, handover });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("correct.title")}
      error={correct.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={t("action.back")} loading={correct.isPending} disabled={files.sending.isUnderWay} onClick={submit}>
          {t("correct.submit")}
        </Answers>
      }
    >
      <Text>
        {t("correct.text")} {deal.status === "delivery" ? null : t("correct.clock")}
      </Text>
      <HandoverFields kind={kind} field={field} files={files} />
    </Dialog>
  );
}
