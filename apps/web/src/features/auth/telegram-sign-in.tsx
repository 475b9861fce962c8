"use client";

import { Alert, ErrorState } from "@amanat/ui";
import { IconAlertTriangle } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useAction } from "../../client/action.ts";
import { enter } from "./session.ts";
import { TelegramButton } from "./telegram-button.tsx";
import { leaveForTelegram, useTelegramAnswer, type TelegramFields } from "./telegram-widget.ts";

/** In by the page of Telegram's login widget, which answers in the address this page is opened with. */
export function TelegramSignIn({ loginUrl, back }: { loginUrl: string; back: string }) {
  const locale = useLocale();
  const [left, setLeft] = useState(false);
  const [nothing, setNothing] = useState(false);
  const come = useAction({
    mutationFn: (widget: TelegramFields) => enter("telegram", { widget: JSON.stringify(widget), locale }),
    onSuccess: () => window.location.assign(back),
  });
  useTelegramAnswer((fields) => (fields === null ? setNothing(true) : come.mutate(fields)));
  return (
    <>
      {come.isError ? <ErrorState error={come.error} money="unmentioned" /> : null}
      {nothing ? <TelegramSaidNothing /> : null}
      <TelegramButton
        busy={left || come.isPending || come.isSuccess}
        onClick={() => {
          setLeft(true);
          leaveForTelegram(loginUrl, locale);
        }}
      />
    </>
  );
}

/** Somebody came back from Telegram without having confirmed anything there. */
export function TelegramSaidNothing() {
  const t = useTranslations("auth.other");
  return (
    <Alert color="saffron" icon={<IconAlertTriangle aria-hidden />} role="alert">
      {t("telegramNothing")}
    </Alert>
  );
}
