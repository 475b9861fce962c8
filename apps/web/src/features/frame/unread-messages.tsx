"use client";

import { formatCount } from "@amanat/i18n";
import { staleAfter } from "@amanat/sdk";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { useLiveEvents } from "../../client/live-context.ts";
import { useSilence } from "../../client/reach.ts";
import classes from "./frame.module.css";

/** Events of one moment make one question. */
const GATHER_MS = 250;

/** In how many conversations something is unread, beside the way to them. Live; nothing where nothing is. */
export function UnreadMessages() {
  const t = useTranslations("common.nav");
  const locale = useLocale();
  const count = useUnread();
  if (count === 0) return null;
  const n = formatCount(count, locale);
  return (
    <span className={classes.unread} data-unread-messages={count}>
      <span aria-hidden>{n}</span>
      <span className={classes.said}>{t("unread", { count, n })}</span>
    </span>
  );
}

/** Without the cache of queries, which would come with every page for this number alone. */
function useUnread(): number {
  const amanat = useAmanat();
  const [count, setCount] = useState(0);
  const isReached = useSilence() === null;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const ask = useEffectEvent(() => {
    clearTimeout(timer.current);
    // One that fails is asked again with the next event, or when the server is back.
    const look = () =>
      amanat.chat.unread().then(
        ({ conversations }) => setCount(conversations),
        () => undefined,
      );
    timer.current = setTimeout(() => void look(), GATHER_MS);
  });
  useEffect(() => {
    if (isReached) ask();
  }, [isReached]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLiveEvents((event) => {
    const stale: readonly string[] = staleAfter(event.type);
    if (stale.includes("chat.unread")) ask();
  });
  return count;
}
