"use client";

import { IconShieldLock, IconUserCircle } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { Link, usePathname } from "../../i18n/routing.ts";
import classes from "./account.module.css";

/** The parts of one's account, above each of them. */
export function AccountNav() {
  const t = useTranslations("account.nav");
  const path = usePathname();
  const parts = [
    { href: "/account", label: t("overview"), icon: IconUserCircle },
    { href: "/account/security", label: t("security"), icon: IconShieldLock },
  ];
  return (
    <nav className={classes.nav} aria-label={t("label")}>
      {parts.map(({ href, label, icon: Shape }) => (
        <Link key={href} href={href} className={classes.tab} {...(path === href ? { "aria-current": "page" as const } : {})}>
          <Shape size={20} aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  );
}
