import { DEFAULT_LOCALE, isLocale } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { getRequestConfig } from "next-intl/server";
import { readersZone } from "../server-api/zone.ts";

export default getRequestConfig(async ({ requestLocale }) => {
  const asked = await requestLocale;
  const locale = isLocale(asked) ? asked : DEFAULT_LOCALE;
  return { locale, messages: await loadMessages(locale), timeZone: await readersZone(locale) };
});
