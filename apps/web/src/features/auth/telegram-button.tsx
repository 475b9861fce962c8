"use client";

import { Button } from "@amanat/ui";
import { IconBrandTelegram } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";

/** The one button for Telegram, whichever of its logins is behind it. */
export function TelegramButton({ busy, onClick }: { busy: boolean; onClick: () => void }) {
  const t = useTranslations("auth.other");
  return (
    <Button variant="default" fullWidth leftSection={<IconBrandTelegram size={20} aria-hidden />} loading={busy} onClick={onClick}>
      {t("telegram")}
    </Button>
  );
}
