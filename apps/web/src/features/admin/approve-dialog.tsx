"use client";

import type { Asset, PayoutView, SignedText } from "@amanat/contracts";
import { Alert, FullAddress, MoneyField, Stack, Text } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { BigAmount } from "../money/big-amount.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useMoneyWords } from "../money/money-words.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import { ApproveSignature } from "./approve-signature.tsx";
import { ChangedSince } from "./changed-since.tsx";
import { PayoutCheck } from "./payout-check.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

export type PayoutDialogProps = { payout: PayoutView; asset: Asset; opened: boolean; onClose: () => void };

/** Approving: the whole destination on screen, the amount typed again, and the proof of presence that the page is asked for on the way. */
export function ApproveDialog({ payout, asset, opened, onClose }: PayoutDialogProps) {
  const t = useTranslations("admin.approve");
  const deal = useTranslations("deal.action");
  const words = useMoneyWords();
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const [signed, setSigned] = useState<SignedText | null>(null);
  const [tried, setTried] = useState(false);
  const device = payout.check?.device ?? "not_needed";
  const isUnsigned = device === "needed" && signed === null;
  const isFirst = payout.check?.two === true && payout.firstApproval === null && signed === null;
  const approve = useDeskMutation("payment", "approvePayout", ends(t(isFirst ? "doneFirst" : "done"), refresh));
  const send = () =>
    approve.mutate({
      payoutId: payout.id,
      version: payout.version,
      amount: payout.amount,
      destination: payout.destination,
      ...(payout.check === null ? {} : { balance: payout.check.balance }),
      ...(signed === null ? {} : { signed }),
    });
  const mustType = payout.check?.typed !== false;
  const submit = () => {
    const same = !mustType || typed === payout.amount;
    setWrong(!same);
    setTried(true);
    if (same && !isUnsigned) send();
  };
  const amount = words(payout.amount, asset);
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("title")}
      error={approve.error}
      actions={
        <Answers onClose={onClose} back={deal("back")} loading={approve.isPending} onClick={submit}>
          {t("submit", { amount })}
        </Answers>
      }
    >
      <WhatLeaves payout={payout} asset={asset} />
      <ChangedSince error={approve.error} />
      <PayoutCheck payout={payout} />
      {device === "not_needed" ? null : <ApproveSignature payout={payout} missing={tried && isUnsigned} onSigned={setSigned} />}
      {mustType ? (
        <>
          <Text>{t("typeAmount", { amount })}</Text>
          <MoneyField
            asset={asset}
            label={t("amountLabel")}
            value={typed}
            onChange={setTyped}
            error={wrong ? t("mismatch") : null}
            data-autofocus
          />
        </>
      ) : null}
    </Dialog>
  );
}

function WhatLeaves({ payout, asset }: { payout: PayoutView; asset: Asset }) {
  const t = useTranslations("admin.approve");
  const words = useMoneyWords();
  return (
    <>
      <Stack gap={4}>
        <BigAmount amount={payout.amount} asset={asset} />
        <FullAddress address={payout.destination} />
      </Stack>
      <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />}>
        {t("sentence", { amount: words(payout.amount, asset) })}
      </Alert>
    </>
  );
}
