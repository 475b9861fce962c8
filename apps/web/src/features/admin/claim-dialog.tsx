"use client";

import { type ClaimView, OPERATOR_REASON_MIN, shownAddress, type UnmatchedView } from "@amanat/contracts";
import { Button, FullAddress, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { BigAmount } from "../money/big-amount.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

/** Sending a deposit to whoever has shown that it is theirs, or refusing. Another admin approves what is sent. */
export function ClaimDialog({ claim, deposit, opened, onClose }: LateDialogProps & { claim: ClaimView; deposit: UnmatchedView }) {
  const t = useTranslations("admin.unmatched.claims");
  const unmatched = useTranslations("admin.unmatched");
  const deal = useTranslations("deal.action");
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState("");
  const [short, setShort] = useState(false);
  const accepting = useDeskMutation("payment", "decideClaim", ends(t("accepted"), refresh));
  const refusing = useDeskMutation("payment", "decideClaim", ends(t("refused"), refresh));
  const submit = (decision: "accept" | "refuse") => {
    const tooShort = reason.trim().length < OPERATOR_REASON_MIN;
    setShort(tooShort);
    if (tooShort) return;
    const { id: claimId, version } = claim;
    const call = decision === "accept" ? accepting : refusing;
    call.mutate({ claimId, version, decision, amount: deposit.amount, reason: reason.trim() });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("decide")}
      error={accepting.error ?? refusing.error ?? undefined}
      actions={
        <>
          <Button
            variant="default"
            color="pomegranate"
            loading={refusing.isPending}
            disabled={accepting.isPending}
            onClick={() => submit("refuse")}
          >
            {t("refuse")}
          </Button>
          <Answers onClose={onClose} back={deal("back")} loading={accepting.isPending} onClick={() => submit("accept")}>
            {t("accept")}
          </Answers>
        </>
      }
    >
      <BigAmount amount={deposit.amount} asset={deposit.asset} />
      <div>
        <Text c="dimmed" size="sm">
          {t("to")}
        </Text>
        <FullAddress address={shownAddress(claim.destination)} />
      </div>
      <ReasonField
        label={t("reason")}
        description={t("refuseHint")}
        value={reason}
        onChange={setReason}
        error={short ? unmatched("whyHint") : null}
      />
    </Dialog>
  );
}
