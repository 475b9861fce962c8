"use client";

import type { ProposalView } from "@amanat/contracts";
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
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";

/** The second step before a deal ends by agreement: names the amount and who gets it. */
export function AgreeCancelDialog({ deal, proposal, opened, onClose }: DealDialogProps & { proposal: ProposalView }) {
  const t = useTranslations("deal");
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const agree = useAmanatMutation("deals", "answerDealChange", ends(t("done.cancelled"), refresh));
  const names = { amount: words(deal.price, asset), buyer: isolated(deal.buyer.name) };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("change.agreeTitle")}
      error={agree.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={agree.isPending}
          onClick={() => agree.mutate({ dealId: deal.id, proposalId: proposal.id, version: proposal.version, answer: "agree" })}
        >
          {t("change.agreeSubmit", names)}
        </Answers>
      }
    >
      <BigAmount amount={deal.price} asset={asset} />
      <Text>{t("change.agreeMeaning", names)}</Text>
    </Dialog>
  );
}
