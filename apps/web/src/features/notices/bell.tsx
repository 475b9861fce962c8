"use client";

import { formatCount } from "@amanat/i18n";
import { IconBell } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { addressOf } from "../../i18n/link.tsx";
import { NavLink } from "../frame/nav-link.tsx";
import classes from "./bell.module.css";

/** The server counts no further. */
const MOST = 100;
/** Live events do the work; this catches what a sleeping tab missed. */
const SAFETY_POLL_MS = 300_000;

/** The way to what one was told, with how much of it is unread. */
export function Bell() {
  const t = useTranslations("common.nav");
  const locale = useLocale();
  const count = useAmanatQuery("notifications", "unread", undefined, { refetchInterval: SAFETY_POLL_MS }).data?.count ?? 0;
  const n = `${formatCount(Math.min(count, MOST - 1), locale)}${count >= MOST ? "+" : ""}`;
  // The number that is shown is in the label too: who speaks to the page says what they see.
  const label = t("bell", { count, n });
  return (
    <NavLink href={addressOf(locale, "/notifications")} className={classes.bell} aria-label={label} title={label} data-bell={count}>
      <IconBell size={22} aria-hidden />
      {count === 0 ? null : (
        <span className={classes.count} aria-hidden="true">
          {n}
        </span>
      )}
    </NavLink>
  );
}
