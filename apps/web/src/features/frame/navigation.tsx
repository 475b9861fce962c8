import type { MeView } from "@amanat/contracts";
import { IconBriefcase, IconClipboardList, IconHome, IconLogin, IconMessage, IconPlus } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { UnreadMessages } from "../../client/signed-in.tsx";
import { addressOf } from "../../i18n/link.tsx";
import { isStaff } from "../../i18n/messages-for.ts";
import classes from "./frame.module.css";
import { NavLink } from "./nav-link.tsx";

/** The links of the header, on screens that have room for them. */
export function MainNav({ me }: { me: MeView | null }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const links: { href: string; label: string; unread?: boolean }[] = [
    { href: "/", label: t("nav.browse") },
    ...(me === null
      ? []
      : [
          { href: "/deals", label: t("nav.deals") },
          { href: "/requests/mine", label: t("nav.requests") },
          { href: "/offers", label: t("nav.offers") },
          { href: "/messages", label: t("nav.messages"), unread: true },
        ]),
    ...(isStaff(me) ? [{ href: "/admin", label: t("nav.admin") }] : []),
  ];
  return (
    <>
      {links.map(({ href, label, unread }) => (
        <NavLink key={href} href={addressOf(locale, href)} withBelow={href !== "/"} className={classes.link}>
          {label}
          {unread === true ? <UnreadMessages /> : null}
        </NavLink>
      ))}
      <NavLink href={addressOf(locale, "/requests/new")} withBelow className={`${classes.link} ${classes.post}`}>
        <IconPlus size={18} aria-hidden />
        {t("nav.newShort")}
      </NavLink>
    </>
  );
}

type Place = { href: string; label: string; icon: typeof IconHome; main?: boolean; unread?: boolean };

/** The five places of the bottom bar; the middle one starts a deal. */
export function BottomNav({ me }: { me: MeView | null }) {
  const t = useTranslations("common");
  const locale = useLocale();
  const places: Place[] =
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
          { href: "/messages", label: t("nav.messages"), icon: IconMessage, unread: true },
        ];
  return places.map(({ href, label, icon: Shape, main, unread }) => (
    <NavLink
      key={href}
      href={addressOf(locale, href)}
      withBelow={href !== "/"}
      className={classes.place}
      data-main={main === true ? true : undefined}
    >
      <span className={classes.placeIcon}>
        <Shape size={22} stroke={1.8} aria-hidden />
        {unread === true ? <UnreadMessages /> : null}
      </span>
      <span className={classes.placeLabel}>{label}</span>
    </NavLink>
  ));
}
