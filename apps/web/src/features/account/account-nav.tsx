"use client";

import { IconBell, IconDatabaseExport, IconShieldLock, IconTerminal2, IconUserCircle, IconWebhook } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { PartsNav } from "../frame/parts-nav.tsx";

/** The parts of one's account. */
export function AccountNav() {
  const t = useTranslations("account.nav");
  return (
    <PartsNav
      label={t("label")}
      parts={[
        { href: "/account", label: t("overview"), icon: IconUserCircle },
        { href: "/account/security", label: t("security"), icon: IconShieldLock },
        { href: "/account/api-keys", label: t("keys"), icon: IconTerminal2 },
        { href: "/account/notifications", label: t("notices"), icon: IconBell },
        { href: "/account/data", label: t("data"), icon: IconDatabaseExport },
        { href: "/account/webhooks", label: t("webhooks"), icon: IconWebhook, withBelow: true },
      ]}
    />
  );
}
