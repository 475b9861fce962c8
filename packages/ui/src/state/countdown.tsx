"use client";

import { formatClock, formatSpan, spanOf } from "@amanat/i18n";
import { clsx } from "clsx";
import { useEffect, useRef, useState } from "react";
import { useLocale, useTranslations } from "next-intl";
import { DateText } from "../text/date-text.tsx";
import classes from "./countdown.module.css";
import { VisuallyHidden } from "../parts/boxes.tsx";

export type CountdownProps = {
  until: string;
  /** The server's time when it answered; the phone's own clock is only used to measure what passed since. */
  serverNow: string;
  /** When the span began: the clock shows itself in the last quarter of it. Without it, always. */
  from?: string;
  onEnd?: () => void;
};

const QUIET_SHARE = 0.25;
/** Remaining seconds at which the time is said aloud; every second would drown everything else. */
const SPOKEN_AT = [600, 300, 60, 0];

/** Time left by the server's clock: the due time while there is plenty, a ticking clock near the end. */
export function Countdown({ until, serverNow, from, onEnd }: CountdownProps) {
  const locale = useLocale();
  const t = useTranslations("common");
  const left = useTimeLeft(until, serverNow, onEnd);
  const whole = from === undefined ? 0 : Date.parse(until) - Date.parse(from);
  const quiet = whole > 0 && left > whole * QUIET_SHARE;
  const spoken = useSpoken(left);
  return (
    <span className={classes.line}>
      {quiet ? (
        <DateText value={until} look="clock" />
      ) : (
        <bdi dir="ltr" aria-hidden="true" className={clsx(classes.clock, left <= 60_000 && classes.urgent)}>
          {formatClock(left, locale)}
        </bdi>
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {spoken === null
          ? ""
          : spoken === 0
            ? t("countdown.over")
            : t("countdown.left", { span: formatSpan(spanOf(spoken * 1000), locale) })}
      </VisuallyHidden>
    </span>
  );
}

/** Milliseconds left; right again after sleep, because it measures against an instant and never counts ticks. */
export function useTimeLeft(until: string, serverNow: string, onEnd?: () => void): number {
  const [left, setLeft] = useState(() => Math.max(0, Date.parse(until) - Date.parse(serverNow)));
  const ended = useRef(onEnd);
  useEffect(() => {
    ended.current = onEnd;
  });
  useEffect(() => {
    const skew = Date.parse(serverNow) - Date.now();
    let over = false;
    const measure = () => {
      const now = Math.max(0, Date.parse(until) - Date.now() - skew);
      setLeft(now);
      if (now === 0 && !over) {
        over = true;
        ended.current?.();
      }
    };
    measure();
    const timer = setInterval(measure, 1000);
    document.addEventListener("visibilitychange", measure);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", measure);
    };
  }, [until, serverNow]);
  return left;
}

function useSpoken(left: number): number | null {
  const seconds = Math.ceil(left / 1000);
  const passed = SPOKEN_AT.filter((mark) => seconds <= mark);
  return passed.at(-1) ?? null;
}
