"use client";

import { IconBriefcase, IconClipboardList, IconHome, IconLogin, IconPlus, IconTag } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useMe } from "../../client/amanat.tsx";
import { Link, usePathname } from "../../i18n/routing.ts";
import classes from "./frame.module.css";

/** Whether a link stands for the page shown; the home link only for itself. */
function isCurrent(path: string, href: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}

function current(path: string, href: string): { "aria-current"?: "page" } {
  return isCurrent(path, href) ? { "aria-current": "page" } : {};
}

/** The links of the header, on screens that have room for them. */
export function MainNav() {
  const t = useTranslations("common");
  const path = usePathname();
  const me = useMe();
  const staff = me?.roles.some((role) => role === "admin" || role === "guard" || role === "resolver") ?? false;
  const links = [
    { href: "/", label: t("nav.browse") },
    ...(me === null
      ? []
      : [
          { href: "/deals", label: t("nav.deals") },
          { href: "/requests/mine", label: t("nav.requests") },
          { href: "/offers", label: t("nav.offers") },
        ]),
    ...(staff ? [{ href: "/admin", label: t("nav.admin") }] : []),
  ];
  return (
    <>
      {links.map(({ href, label }) => (
        <Link key={href} href={href} className={classes.link} {...current(path, href)}>
          {label}
        </Link>
      ))}
      <Link href="/requests/new" className={`${classes.link} ${classes.post}`} {...current(path, "/requests/new")}>
        <IconPlus size={18} aria-hidden />
        {t("nav.newShort")}
      </Link>
    </>
  );
}

/** The five places of the bottom bar; the middle one starts a deal. */
export function BottomNav() {
  const t = useTranslations("common");
  const path = usePathname();
  const me = useMe();
  const places =
    me === null
      ? [
          { href: "/", label: t("nav.home"), icon: IconHome },
          { href: "/requests/new", label: t("nav.newShort"), icon: IconPlus, main: true },
          { href: "/sign-in", label: t("nav.signIn"), icon: IconLogin },
        ]
      : [
          { href: "/", label: t("nav.home"), icon: IconHome },
          { href: "/deals", label: t("nav.dealsShort"), icon: IconBriefcase },
          { href: "/requests/new", label: t("nav.newShort"), icon: IconPlus, main: true },
          { href: "/requests/mine", label: t("nav.requestsShort"), icon: IconClipboardList },
          { href: "/offers", label: t("nav.offersShort"), icon: IconTag },
        ];
  return places.map(({ href, label, icon: Shape, main }) => (
    <Link key={href} href={href} className={classes.place} data-main={main === true ? true : undefined} {...current(path, href)}>
      <span className={classes.placeIcon}>
        <Shape size={22} stroke={1.8} aria-hidden />
      </span>
      <span className={classes.placeLabel}>{label}</span>
    </Link>
  ));
}
