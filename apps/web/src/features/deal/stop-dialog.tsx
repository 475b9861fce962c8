"use client";

import { HOLD_REASON_MIN } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Text, Textarea } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import { useRefreshAfter } from "../../client/stale.ts";

/** The buyer stops the money, and reads what follows from that before saying why. */
export function StopDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal");
  const refresh = useRefreshAfter("deal");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState("");
  const [short, setShort] = useState(false);
  const report = useAmanatMutation("deals", "reportNotReceived", ends(t("done.stopped"), refresh));
  const seller = isolated(deal.seller.name);
  const hint = t("stop.reasonHint", { seller });
  const submit = () => {
    const tooShort = reason.trim().length < HOLD_REASON_MIN;
    setShort(tooShort);
    if (!tooShort) report.mutate({ dealId: deal.id, version: deal.version, reason: reason.trim() });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("stop.title")}
      error={report.error}
      actions={
        <Answers onClose={onClose} back={t("action.back")} loading={report.isPending} onClick={submit}>
          {t("stop.submit")}
        </Answers>
      }
    >
      <Text>{t("stop.meaning", { seller })}</Text>
      <Textarea
        label={t("stop.reason")}
        description={hint}
        error={short ? hint : null}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        autosize
        minRows={3}
        maxLength={1_000}
        dir="auto"
        data-autofocus
      />
    </Dialog>
  );
}
