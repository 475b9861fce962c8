"use client";

import type { DealView } from "@amanat/contracts";
import { AddressField, Text } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import type { RejectedPayout } from "./destination-card.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useAddressFault } from "../money/address-fault.ts";
import { useRefreshAfter } from "../../client/stale.ts";

/** Names another address for one's own money; for refused money the payout follows it on its date. */
export function DestinationDialog({ deal, payout, onClose }: { deal: DealView; payout: RejectedPayout | null; onClose: () => void }) {
  const t = useTranslations("destination");
  const action = useTranslations("deal.action");
  const refresh = useRefreshAfter("destination");
  const ends = useEnding(onClose);
  const [address, setAddress] = useState("");
  const fault = useAddressFault("address");
  const then = { ...ends(t("asked"), refresh), onError: fault.refusedBy };
  const change = useAmanatMutation("payment", "changeDestination", then);
  const again = useAmanatMutation("payment", "redraftPayout", then);
  const submit = () => {
    const typed = address.trim();
    if (!fault.passes(typed)) return;
    if (payout === null) change.mutate({ dealId: deal.id, address: typed });
    else again.mutate({ payoutId: payout.id, version: payout.version, address: typed });
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={t("dialogTitle")}
      error={fault.text === null ? (change.error ?? again.error) : null}
      actions={
        <Answers onClose={onClose} back={action("back")} loading={change.isPending || again.isPending} onClick={submit}>
          {t("submit")}
        </Answers>
      }
    >
      <Text>{t("dialogHint")}</Text>
      <AddressField
        label={t("label")}
        error={fault.text}
        value={address}
        onChange={(event) => {
          setAddress(event.currentTarget.value);
          fault.clear();
        }}
        required
        data-autofocus
      />
    </Dialog>
  );
}
