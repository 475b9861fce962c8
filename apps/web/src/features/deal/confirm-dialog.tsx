"use client";

import type { DealView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Alert, Text } from "@amanat/ui";
import { IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { BigAmount } from "../money/big-amount.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";

export type DealDialogProps = { deal: DealView; opened: boolean; onClose: () => void };

/** The second step before money is released: names the amount and who gets it, and says that it is final. */
export function ConfirmDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const confirm = useAmanatMutation("deals", "confirmDeal", ends(t("done.confirmed"), refresh));
  const amount = words(deal.price, asset);
  const seller = isolated(deal.seller.name);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("confirm.title")}
      error={confirm.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={confirm.isPending}
          onClick={() => confirm.mutate({ dealId: deal.id, version: deal.version })}
        >
          {t("confirm.submit", { amount, seller })}
        </Answers>
      }
    >
      <BigAmount amount={deal.price} asset={asset} />
      <Text fw={600}>{t("confirm.question", { amount, seller })}</Text>
      <Text>{t("confirm.breakdown", { seller, receives: words(deal.sellerReceives, asset), fee: words(deal.fee, asset) })}</Text>
      <Alert color="saffron" icon={<IconShieldLock aria-hidden />}>
        {t("confirm.warning")}
      </Alert>
    </Dialog>
  );
}
