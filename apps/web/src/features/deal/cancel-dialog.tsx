"use client";

import { isolated } from "@amanat/i18n";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { useAssetOf } from "../money/asset-of.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";

/** Cancelling, with what it means for the money at this point. */
export function CancelDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const cancel = useAmanatMutation("deals", "cancelDeal", ends(t("done.cancelled"), refresh));
  const held = deal.phase !== "paying";
  const consequence =
    deal.myRole === "buyer" ? (held ? "buyerLate" : deal.paid === "0" ? "buyerUnpaid" : "buyerPart") : held ? "sellerPaid" : "sellerUnpaid";
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("cancel.title")}
      error={cancel.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("cancel.keep")}
          color="pomegranate"
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ dealId: deal.id, version: deal.version })}
        >
          {t("cancel.submit")}
        </Answers>
      }
    >
      <Text>
        {t(`cancel.${consequence}`, {
          amount: words(deal.price, asset),
          paid: words(deal.paid, asset),
          buyer: isolated(deal.buyer.name),
          seller: isolated(deal.seller.name),
        })}
      </Text>
    </Dialog>
  );
}
