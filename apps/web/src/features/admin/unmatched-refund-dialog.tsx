"use client";

import { type UnmatchedView, OPERATOR_REASON_MIN } from "@amanat/contracts";
import { AddressField } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAddressFault } from "../money/address-fault.ts";
import { BigAmount } from "../money/big-amount.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { useRefreshAfter } from "../../client/stale.ts";
import { useDeskMutation } from "./recorded-calls.ts";

type Props = { deposit: UnmatchedView; opened: boolean; onClose: () => void };

/** Preparing the refund of an unmatched deposit: where to, and why. Another admin approves it. */
export function UnmatchedRefundDialog({ deposit, opened, onClose }: Props) {
  const t = useTranslations("admin.unmatched");
  const deal = useTranslations("deal.action");
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const [destination, setDestination] = useState("");
  const [reason, setReason] = useState("");
  const fault = useAddressFault("destination");
  const [short, setShort] = useState(false);
  const refund = useDeskMutation("payment", "refundUnmatched", { ...ends(t("done"), refresh), onError: fault.refusedBy });
  const submit = () => {
    const passes = fault.passes(destination.trim());
    const tooShort = reason.trim().length < OPERATOR_REASON_MIN;
    setShort(tooShort);
    if (!passes || tooShort) return;
    const { id: unmatchedId, version, amount } = deposit;
    refund.mutate({ unmatchedId, version, amount, destination: destination.trim(), reason: reason.trim() });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("refundTitle")}
      error={fault.text === null ? refund.error : undefined}
      actions={
        <Answers onClose={onClose} back={deal("back")} loading={refund.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <BigAmount amount={deposit.amount} asset={deposit.asset} />
      <AddressField
        label={t("destination")}
        description={t("destinationHint")}
        error={fault.text}
        value={destination}
        onChange={(event) => setDestination(event.currentTarget.value)}
        required
        data-autofocus
      />
      <ReasonField label={t("why")} value={reason} onChange={setReason} error={short ? t("whyHint") : null} />
    </Dialog>
  );
}
