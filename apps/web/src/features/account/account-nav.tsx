"use client";

import { IconShieldLock, IconTerminal2, IconUserCircle } from "@amanat/ui/icons";
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
      ]}
    />
  );
}
