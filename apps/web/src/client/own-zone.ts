import type { MeView } from "@amanat/contracts";
import type { Amanat } from "@amanat/sdk";
import { ZONE_COOKIE } from "../i18n/cookie.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The zone this device is in, by its name in the IANA table. */
export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Notes the zone for the server, where nobody is signed in. `onOther`: the page was written for another one. */
export function noteZone(shown: string, onOther: () => void): void {
  const zone = deviceZone();
  document.cookie = `${ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  if (zone !== shown) onOther();
}

/** Tells the server the zone of somebody whose account has none. `onOther`: the page was written for another one. */
export async function tellZone(amanat: Amanat, me: MeView, shown: string | undefined, onOther: () => void): Promise<void> {
  if (me.timeZone !== null) return;
  const zone = deviceZone();
  await amanat.auth.changeTimeZone({ timeZone: zone, ifUnset: true });
  if (zone !== shown) onOther();
}
