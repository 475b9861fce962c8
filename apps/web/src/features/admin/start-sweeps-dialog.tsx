"use client";

import { OPERATOR_REASON_MIN } from "@amanat/contracts";
import { AddressText, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

type Props = {
  chain: string;
  chainName: string;
  /** Without it, everything on the chain that is worth its gas. */
  address?: string;
  opened: boolean;
  onClose: () => void;
};

/** Has sweeps started, with the reason for it: of one address, or of all. */
export function StartSweepsDialog({ chain, chainName, address, opened, onClose }: Props) {
  const t = useTranslations("admin.wallets.start");
  const answers = useTranslations("deal.action");
  const reasons = useTranslations("admin.reject");
  const refresh = useRefreshAfter("payout");
  const ends = useEnding(onClose);
  const start = useDeskMutation("payment", "startSweeps", ends(t("done"), refresh));
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const submit = () => {
    setAsked(true);
    if (!short) start.mutate({ chain, reason: reason.trim(), ...(address === undefined ? {} : { addresses: [address] }) });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t(address === undefined ? "all" : "one")}
      error={start.error}
      actions={
        <Answers onClose={onClose} back={answers("back")} loading={start.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <Text>{address === undefined ? t("allHint", { chain: chainName }) : t("oneHint")}</Text>
      {address === undefined ? null : <AddressText address={address} />}
      <ReasonField
        label={reasons("reason")}
        value={reason}
        onChange={setReason}
        error={asked && short ? reasons("reasonHint") : null}
        first
      />
    </Dialog>
  );
}
