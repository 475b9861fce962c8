"use client";

import type { HeldDeal, RulingView } from "@amanat/contracts";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { Shares } from "./ruling-shares.tsx";

type Props = { deal: HeldDeal; ruling: RulingView; opened: boolean; onClose: () => void };

/** Approving another admin's ruling: what it divides is on screen, and the page is asked for a proof of presence on the way. */
export function ApproveRulingDialog({ deal, ruling, opened, onClose }: Props) {
  const t = useTranslations("admin.held");
  const words = useTranslations("deal.action");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const approve = useAmanatMutation("deals", "answerRuling", ends(t("approved"), refresh));
  const which = { dealId: deal.dealId, rulingId: ruling.id, version: ruling.version, answer: "approve" } as const;
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("approve")}
      error={approve.error}
      actions={
        <Answers onClose={onClose} back={words("back")} loading={approve.isPending} onClick={() => approve.mutate(which)}>
          {t("approve")}
        </Answers>
      }
    >
      <Shares deal={deal} ruling={ruling} />
      <Text>{t("approveMeaning")}</Text>
    </Dialog>
  );
}
