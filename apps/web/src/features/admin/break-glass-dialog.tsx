"use client";

import { OPERATOR_REASON_MIN } from "@amanat/contracts";
import { Alert } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useRefreshAfter } from "../../client/stale.ts";
import { Answers } from "../dialog/answers.tsx";
import { Dialog } from "../dialog/dialog.tsx";
import { useEnding } from "../dialog/ending.ts";
import type { LateDialogProps } from "../dialog/late-dialog-props.ts";
import { ReasonField } from "../dialog/reason-field.tsx";
import { useDeskMutation } from "./recorded-calls.ts";

/** Breaking the glass: why, and what it does. */
export function BreakGlassDialog({ opened, onClose }: LateDialogProps) {
  const t = useTranslations("admin.safekeeping.glass");
  const deal = useTranslations("deal.action");
  const reasons = useTranslations("admin.reject");
  const refresh = useRefreshAfter("safekeeping");
  const ends = useEnding(onClose);
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const act = useDeskMutation("payment", "breakGlass", ends(t("done"), refresh));
  const short = reason.trim().length < OPERATOR_REASON_MIN;
  const submit = () => {
    setAsked(true);
    if (!short) act.mutate({ reason: reason.trim() });
  };
  return (
    <Dialog
      opened={opened}
      onClose={onClose}
      title={t("break")}
      error={act.error}
      aboutMoney={false}
      actions={
        <Answers onClose={onClose} back={deal("back")} color="pomegranate" loading={act.isPending} onClick={submit}>
          {t("break")}
        </Answers>
      }
    >
      <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />}>
        {t("means")}
      </Alert>
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
