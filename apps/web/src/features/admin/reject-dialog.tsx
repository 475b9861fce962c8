"use client";

import { OPERATOR_REASON_MIN } from "@amanat/contracts";
import { Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { useRefreshAfter } from "../../client/stale.ts";
import type { PayoutDialogProps } from "./approve-dialog.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

/** Refusing a payout; the reason is kept. */
export function RejectDialog({ payout, opened, onClose }: Omit<PayoutDialogProps, "asset">) {
  const t = useTranslations("admin.reject");
  const deal = useTranslations("deal.action");
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState("");
  const [short, setShort] = useState(false);
  const reject = useDeskMutation("payment", "rejectPayout", ends(t("done"), refresh));
  const send = () => reject.mutate({ payoutId: payout.id, version: payout.version, reason });
  const submit = () => {
    const tooShort = reason.trim().length < OPERATOR_REASON_MIN;
    setShort(tooShort);
    if (!tooShort) send();
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      error={reject.error}
      actions={
        <Answers onClose={onClose} back={deal("back")} color="pomegranate" loading={reject.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <Text>{t("hint")}</Text>
      <ReasonField label={t("reason")} value={reason} onChange={setReason} error={short ? t("reasonHint") : null} first />
    </Dialog>
  );
}
