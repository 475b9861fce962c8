import { isTimeZone } from "@amanat/contracts";
import { timeZoneOf, type Locale } from "@amanat/i18n";
import { cookies } from "next/headers";
import { ZONE_COOKIE } from "../i18n/cookie.ts";
import { attempt } from "./failure.ts";
import { currentUser } from "./me.ts";

/** The reader's time zone: their account's, else what their browser reported, else their language's. */
export async function readersZone(locale: Locale): Promise<string> {
  const { data: me } = await attempt(currentUser());
  if (me?.timeZone) return me.timeZone;
  const said = decodeURIComponent((await cookies()).get(ZONE_COOKIE)?.value ?? "");
  return isTimeZone(said) ? said : timeZoneOf(locale);
}
