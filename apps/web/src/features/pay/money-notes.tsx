"use client";

import type { IntentView } from "@amanat/contracts";
import { Alert } from "@amanat/ui";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useMoneyWords } from "../money/money-words.ts";

/** What is unusual about the money that came: too little, too much, taken back by the network. */
export function MoneyNotes({ intent }: { intent: IntentView }) {
  const t = useTranslations("pay");
  const words = useMoneyWords();
  const reorged = intent.status !== "credited" && intent.transfers.some(({ status }) => status === "orphaned" || status === "reverted");
  const short = intent.received !== "0" && intent.remaining !== "0";
  const excess = BigInt(intent.received) - BigInt(intent.amount);
  return (
    <>
      {intent.waiting === "0" ? null : (
        <Alert
          color="lapis"
          icon={<IconInfoCircle aria-hidden />}
          title={t("waiting.title", { amount: words(intent.waiting, intent.asset) })}
        >
          {t("waiting.hint")}
        </Alert>
      )}
      {reorged ? (
        <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} title={t("reorg.title")} role="status">
          {t("reorg.hint")}
        </Alert>
      ) : null}
      {short ? (
        <Alert
          color="saffron"
          icon={<IconAlertTriangle aria-hidden />}
          title={t("underpaid.title", { remaining: words(intent.remaining, intent.asset) })}
          role="status"
        >
          {t("underpaid.hint", { received: words(intent.received, intent.asset), amount: words(intent.amount, intent.asset) })}
        </Alert>
      ) : null}
      {intent.exception === "overpaid" && excess > 0n ? (
        <Alert color="lapis" icon={<IconCircleCheck aria-hidden />} title={t("overpaid.title")} role="status">
          {t("overpaid.hint", { excess: words(excess, intent.asset) })}
        </Alert>
      ) : null}
    </>
  );
}
