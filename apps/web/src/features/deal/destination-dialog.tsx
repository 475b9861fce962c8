"use client";

import { addressFault, type DealView, type FieldIssue } from "@amanat/contracts";
import { AddressField, serverIssues, Text, useDoneToast, useIssueTexts } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import type { RejectedPayout } from "./destination-card.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useRefreshAfter } from "../../client/stale.ts";

/** Names another address for one's own money; for refused money the instruction follows it on its date. */
export function DestinationDialog({ deal, payout, onClose }: { deal: DealView; payout: RejectedPayout | null; onClose: () => void }) {
  const t = useTranslations("destination");
  const texts = useIssueTexts();
  const action = useTranslations("deal.action");
  const refresh = useRefreshAfter("destination");
  const done = useDoneToast();
  const [address, setAddress] = useState("");
  const [fault, setFault] = useState<FieldIssue | null>(null);
  const then = {
    onSuccess: () => {
      onClose();
      done(t("asked"));
    },
    onError: (error: { issues: readonly FieldIssue[] }) => setFault(error.issues.find(({ path }) => path === "address") ?? null),
    onSettled: () => refresh(),
  };
  const change = useAmanatMutation("payment", "changeDestination", then);
  const again = useAmanatMutation("payment", "redraftPayout", then);
  const submit = () => {
    const typed = address.trim();
    const found = addressFault(typed);
    setFault(found === null ? null : { path: "address", code: found });
    if (found !== null) return;
    if (payout === null) change.mutate({ dealId: deal.id, address: typed });
    else again.mutate({ payoutId: payout.id, version: payout.version, address: typed });
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t("dialogTitle")}
      error={fault === null ? (change.error ?? again.error) : null}
      actions={
        <Answers onClose={onClose} back={action("back")} loading={change.isPending || again.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <Text>{t("dialogHint")}</Text>
      <AddressField
        label={t("label")}
        error={fault === null ? null : texts(serverIssues([fault]))["address"]}
        value={address}
        onChange={(event) => {
          setAddress(event.currentTarget.value);
          setFault(null);
        }}
        required
        data-autofocus
      />
    </Dialog>
  );
}
