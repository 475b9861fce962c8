"use client";

import { formatDate, formatDateExact, type Locale } from "@amanat/i18n";
import { Button } from "@amanat/ui";
import { IconCloudOff, IconRefresh } from "@amanat/ui/icons";
import type { ReactNode } from "react";
import { lookNow, useSilence } from "../../client/reach.ts";
import classes from "./frame.module.css";

type OfflineBannerProps = { offline: string; unreachable: string; text: ReactNode; retry: string };

/** Says for as long as it is so that the server is not reached: the page may be old, and nothing is being sent. */
export function OfflineBanner({ offline, unreachable, text, retry }: OfflineBannerProps) {
  const silence = useSilence();
  return (
    <div role="status" aria-live="polite" className={classes.silence} data-unreachable={silence === null ? undefined : true}>
      {silence === null ? null : (
        <div className={classes.offline}>
          <IconCloudOff size={20} aria-hidden />
          <span>
            <strong>{navigator.onLine ? unreachable : offline}</strong> {text}
          </span>
          <Button size="sm" variant="white" color="dark" leftSection={<IconRefresh size={18} aria-hidden />} onClick={lookNow}>
            {retry}
          </Button>
        </div>
      )}
    </div>
  );
}

/** When the server was heard last. */
export function SilentSince({ locale, zone }: { locale: Locale; zone: string }) {
  const silence = useSilence();
  if (silence === null) return null;
  const value = new Date(silence).toISOString();
  return (
    <time dateTime={value} title={formatDateExact(value)}>
      {formatDate(value, "clock", locale, zone)}
    </time>
  );
}
