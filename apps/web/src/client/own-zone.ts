"use client";

import { useTimeZone } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { ZONE_COOKIE } from "../i18n/cookie.ts";
import { useAmanat, useMe } from "./amanat.tsx";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The zone this device is in, by its name in the IANA table. */
export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * Tells the server which zone this browser is in, once: on the account of somebody whose account has none, else in a
 * cookie. A page that was written for another zone is written again.
 */
export function useOwnZone(): void {
  const amanat = useAmanat();
  const me = useMe();
  const router = useRouter();
  const shown = useTimeZone();
  const told = useRef(false);
  const known = me !== null && me.timeZone !== null;
  const signedIn = me !== null;
  useEffect(() => {
    const zone = deviceZone();
    if (known || told.current) return;
    told.current = true;
    const again = () => {
      if (zone !== shown) router.refresh();
    };
    if (signedIn) {
      amanat.auth.changeTimeZone({ timeZone: zone, ifUnset: true }).then(again, () => undefined);
      return;
    }
    document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    again();
  }, [amanat, known, router, shown, signedIn]);
}
