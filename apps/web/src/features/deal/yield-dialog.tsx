"use client";

import { isolated } from "@amanat/i18n";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { BigAmount } from "../money/big-amount.tsx";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useRefreshAfter } from "../../client/stale.ts";

/** The second step before a seller gives the money back: names the amount and who gets it. */
export function YieldDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const asset = useAssetOf()(deal.asset);
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const giveIn = useAmanatMutation("deals", "yieldDeal", ends(t("done.yielded"), refresh));
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("hold.yieldTitle")}
      error={giveIn.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={giveIn.isPending}
          onClick={() => giveIn.mutate({ dealId: deal.id, version: deal.version })}
        >
          {t("hold.yieldSubmit")}
        </Answers>
      }
    >
      <BigAmount amount={deal.price} asset={asset} />
      <Text>{t("hold.yieldMeaning", { buyer: isolated(deal.buyer.name) })}</Text>
    </Dialog>
  );
}
