"use client";

import { formatCount } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import classes from "./frame.module.css";

/** In how many conversations something is unread, beside the way to them. Live; nothing where nothing is. */
export function UnreadMessages() {
  const t = useTranslations("common.nav");
  const locale = useLocale();
  const count = useAmanatQuery("chat", "unread", undefined).data?.conversations ?? 0;
  if (count === 0) return null;
  const n = formatCount(count, locale);
  return (
    <span className={classes.unread} data-unread-messages={count}>
      <span aria-hidden>{n}</span>
      <span className={classes.said}>{t("unread", { count, n })}</span>
    </span>
  );
}
