import type { MeView } from "@amanat/contracts";
import { IconBriefcase, IconClipboardList, IconHome, IconLogin, IconPlus, IconTag } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { addressOf } from "../../i18n/link.tsx";
import { isStaff } from "../../i18n/messages-for.ts";
import classes from "./frame.module.css";
import { NavLink } from "./nav-link.tsx";

/** The links of the header, on screens that have room for them. */
export function MainNav({ me }: { me: MeView | null }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const links = [
    { href: "/", label: t("nav.browse") },
    ...(me === null
      ? []
      : [
          { href: "/deals", label: t("nav.deals") },
          { href: "/requests/mine", label: t("nav.requests") },
          { href: "/offers", label: t("nav.offers") },
        ]),
    ...(isStaff(me) ? [{ href: "/admin", label: t("nav.admin") }] : []),
  ];
  return (
    <>
      {links.map(({ href, label }) => (
        <NavLink key={href} href={addressOf(locale, href)} withBelow={href !== "/"} className={classes.link}>
          {label}
        </NavLink>
      ))}
      <NavLink href={addressOf(locale, "/requests/new")} withBelow className={`${classes.link} ${classes.post}`}>
        <IconPlus size={18} aria-hidden />
        {t("nav.newShort")}
      </NavLink>
    </>
  );
}

/** The five places of the bottom bar; the middle one starts a deal. */
export function BottomNav({ me }: { me: MeView | null }) {
  const t = useTranslations("common");
  const locale = useLocale();
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
    <NavLink
      key={href}
      href={addressOf(locale, href)}
      withBelow={href !== "/"}
      className={classes.place}
      data-main={main === true ? true : undefined}
    >
      <span className={classes.placeIcon}>
        <Shape size={22} stroke={1.8} aria-hidden />
      </span>
      <span className={classes.placeLabel}>{label}</span>
    </NavLink>
  ));
}
