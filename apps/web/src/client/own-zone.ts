import type { MeView } from "@amanat/contracts";
import type { Amanat } from "@amanat/sdk";
import { ZONE_COOKIE } from "../i18n/cookie.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The zone this device is in, by its name in the IANA table. */
export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * Tells the server which zone this browser is in: on the account of somebody whose account has none, else in a cookie.
 * `onOther`: the page was written for another one, and is to be written again.
 */
export async function tellZone(amanat: Amanat, me: MeView | null, shown: string | undefined, onOther: () => void): Promise<void> {
  const zone = deviceZone();
  if (me === null) document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  else if (me.timeZone !== null) return;
  else await amanat.auth.changeTimeZone({ timeZone: zone, ifUnset: true });
  if (zone !== shown) onOther();
}
