"use client";

import type { PartyRole } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Alert, Text } from "@amanat/ui";
import { IconShieldLock } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useAmanatMutation } from "../../client/query.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { useAssetOf } from "../money/asset-of.ts";
import { BigAmount } from "../money/big-amount.tsx";
import { useMoneyWords } from "../money/money-words.ts";
import type { Concedable } from "./concede.tsx";
import { useCaseRefresh } from "./refresh.ts";
import { otherSide } from "./sides.ts";

/** The second step before everything goes to the other side: names the amount and who gets it. */
export function ConcedeDialog({ view, side, opened, onClose }: LateDialogProps & { view: Concedable; side: PartyRole }) {
  const t = useTranslations("deal");
  const words = useMoneyWords();
  const assetOf = useAssetOf();
  const refresh = useCaseRefresh();
  const ends = useEnding(onClose);
  const concede = useAmanatMutation("disputes", "concede", ends(t("case.conceded"), refresh));
  // Amounts of two assets are never added.
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of view.parts) sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  const amount = [...sums].map(([asset, sum]) => words(sum, assetOf(asset))).join(" + ");
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t(`case.concedeTitle.${side}`)}
      error={concede.error}
      actions={
        <Answers
          onClose={onClose}
          back={t("action.back")}
          loading={concede.isPending}
          onClick={() => concede.mutate({ caseId: view.id, version: view.version })}
        >
          {t(`case.concede.${side}`)}
        </Answers>
      }
    >
      {[...sums].map(([asset, sum]) => (
        <BigAmount key={asset} amount={sum.toString()} asset={assetOf(asset)} />
      ))}
      <Text fw={600}>{t(`case.concedeText.${side}`, { amount, name: isolated(view[otherSide(side)].name) })}</Text>
      {side === "buyer" ? (
        <Alert color="saffron" icon={<IconShieldLock aria-hidden />}>
          {t("confirm.warning")}
        </Alert>
      ) : null}
    </Dialog>
  );
}
