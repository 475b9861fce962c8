"use client";

import { ErrorState, useDoneToast } from "@amanat/ui";
import { useLocale, useTranslations } from "next-intl";
import { useState, type ReactNode } from "react";
import { useAmanatMutation } from "../../client/query.ts";
import { TelegramSaidNothing } from "../auth/telegram-sign-in.tsx";
import { leaveForTelegram, useTelegramAnswer } from "../auth/telegram-widget.ts";
import { LinkRow } from "./link-row.tsx";
import { useAccountRefresh } from "./refresh.ts";

/** There and back by the page of Telegram's login widget; the proof of presence is asked for over the account it names. */
export function LinkTelegram({ loginUrl, icon }: { loginUrl: string; icon: ReactNode }) {
  const t = useTranslations("account.ways");
  const locale = useLocale();
  const refresh = useAccountRefresh();
  const done = useDoneToast();
  const [left, setLeft] = useState(false);
  const [nothing, setNothing] = useState(false);
  const link = useAmanatMutation("auth", "linkTelegram", {
    onSuccess: () => done(t("linkedNow")),
    onSettled: () => refresh("identities"),
  });
  useTelegramAnswer((widget) => (widget === null ? setNothing(true) : link.mutate({ proof: { widget } })));
  return (
    <LinkRow
      provider="telegram"
      icon={icon}
      busy={left || link.isPending}
      onLink={() => {
        setLeft(true);
        leaveForTelegram(loginUrl, locale);
      }}
    >
      {link.isError ? <ErrorState error={link.error} money="unmentioned" /> : null}
      {nothing ? <TelegramSaidNothing /> : null}
    </LinkRow>
  );
}
