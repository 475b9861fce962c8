"use client";

import type { CaseView, SettlementView } from "@amanat/contracts";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useCaseRefresh } from "./refresh.ts";
import { SettlementEffect } from "./settlement-effect.tsx";

type AcceptDialogProps = LateDialogProps & { view: CaseView; offer: SettlementView };

/** The second step before an offer is accepted: each amount and who gets it. */
export function AcceptDialog({ view, offer, opened, onClose }: AcceptDialogProps) {
  const t = useTranslations("cases");
  const refresh = useCaseRefresh();
  const ends = useEnding(onClose);
  const said = t(offer.kind === "time" ? "settlement.answered" : "settlement.accepted");
  const accept = useAmanatMutation("disputes", "answerSettlement", ends(said, refresh));
  const which = { caseId: view.id, settlementId: offer.id, version: offer.version, answer: "accept" } as const;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("settlement.acceptTitle")}
      error={accept.error}
      actions={
        <Answers onClose={onClose} back={t("back")} loading={accept.isPending} onClick={() => accept.mutate(which)}>
          {t("settlement.accept")}
        </Answers>
      }
    >
      <Text fw={700}>{t(`settlement.kind.${offer.kind}`)}</Text>
      <SettlementEffect offer={offer} sides={view} />
      {offer.kind === "time" ? null : <Text>{t("settlement.acceptMeaning")}</Text>}
    </Dialog>
  );
}
