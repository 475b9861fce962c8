"use client";

import { LOCALE_NAMES, LOCALES } from "@amanat/i18n";
import { Dropdown, dropdownItem } from "@amanat/ui";
import { IconCheck, IconLanguage } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useSearchParams } from "next/navigation";
import { LOCALE_COOKIE } from "../../i18n/cookie.ts";
import { usePathname } from "../../i18n/routing.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * The six languages as plain links to the same page: path and query stay, drafts are on the device.
 * A full load, because direction, fonts and texts of the whole document change.
 */
export function LanguageMenu() {
  const t = useTranslations("common");
  const locale = useLocale();
  const path = usePathname();
  const query = useSearchParams().toString();
  const target = `${path === "/" ? "" : path}${query === "" ? "" : `?${query}`}`;
  const remember = (chosen: string) => {
    document.cookie = `${LOCALE_COOKIE}=${chosen}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  };
  return (
    <Dropdown label={t("language.label", { name: LOCALE_NAMES[locale] })} icon={<IconLanguage size={22} aria-hidden />}>
      <ul>
        {LOCALES.map((other) => (
          <li key={other}>
            <a
              className={dropdownItem}
              href={`/${other}${target}`}
              hrefLang={other}
              lang={other}
              aria-current={other === locale ? "true" : undefined}
              onClick={() => remember(other)}
            >
              {LOCALE_NAMES[other]}
              {other === locale ? <IconCheck size={18} aria-hidden /> : null}
            </a>
          </li>
        ))}
      </ul>
    </Dropdown>
  );
}
