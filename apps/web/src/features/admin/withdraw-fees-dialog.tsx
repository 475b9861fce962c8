"use client";

import { type FeesView, OPERATOR_REASON_MIN } from "@amanat/contracts";
import { FullAddress, MoneyField, Text } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { moneyText } from "../money/money-text.ts";
import { useDeskMutation } from "./recorded-calls.ts";

type Props = { fees: FeesView; opened: boolean; onClose: () => void };

/** Asking for earned fees: how much, and why. Where they go is the operator's to say, in the configuration. Another admin approves it. */
export function WithdrawFeesDialog({ fees, opened, onClose }: Props) {
  const t = useTranslations("admin.fees");
  const deal = useTranslations("deal.action");
  const reasons = useTranslations("admin.reject");
  const locale = useLocale();
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const ask = useDeskMutation("payment", "withdrawFees", ends(t("done"), refresh));
  const [amount, setAmount] = useState(fees.withdrawable);
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const { asset, receiver, withdrawable } = fees;
  const wrong = !/^[1-9]\d*$/.test(amount) || BigInt(amount) > BigInt(withdrawable);
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const submit = () => {
    setAsked(true);
    if (!wrong && !short && receiver.address !== null)
      ask.mutate({ asset: asset.id, amount, destination: receiver.address, reason: reason.trim() });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("askTitle")}
      error={ask.error}
      actions={
        <Answers onClose={onClose} back={deal("back")} loading={ask.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <Text>{t("hint")}</Text>
      {receiver.address === null ? null : <FullAddress address={receiver.address} />}
      <MoneyField
        label={t("amount")}
        description={t("most", { amount: moneyText(withdrawable, asset, locale) })}
        asset={asset}
        value={amount}
        onChange={setAmount}
        error={asked && wrong ? t("tooMuch") : null}
        required
        data-autofocus
      />
      <ReasonField label={reasons("reason")} value={reason} onChange={setReason} error={asked && short ? reasons("reasonHint") : null} />
    </Dialog>
  );
}
