import { DEFAULT_LOCALE, LOCALES } from "@amanat/i18n";
import { createNavigation } from "next-intl/navigation";
import { defineRouting } from "next-intl/routing";

/** The language always stands in the path, so that a link shows everyone the same page. */
export const routing = defineRouting({
  locales: LOCALES,
  defaultLocale: DEFAULT_LOCALE,
  localePrefix: "always",
  // The proxy decides where `/` leads: the saved language, else Persian; never the browser's guess.
  localeDetection: false,
  localeCookie: false,
  alternateLinks: false,
});

/** Navigation that keeps the language. Paths are written without it; links are those of `link.tsx`. */
export const { redirect, usePathname, useRouter } = createNavigation(routing);
