"use client";

import type { Locale } from "@amanat/i18n";
import { Dropdown, dropdownItem } from "@amanat/ui";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { LOCALE_COOKIE } from "../../i18n/cookie.ts";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

type LanguageMenuProps = {
  label: string;
  icon: ReactNode;
  /** Stands at the current one. */
  mark: ReactNode;
  names: Readonly<Record<Locale, string>>;
  current: Locale;
};

/**
 * The six languages as plain links to the same page: path and query stay, drafts are on the device.
 * A full load, because direction, fonts and texts of the whole document change.
 */
export function LanguageMenu({ label, icon, mark, names, current }: LanguageMenuProps) {
  const path = usePathname().slice(current.length + 1);
  const query = useSearchParams().toString();
  const target = `${path}${query === "" ? "" : `?${query}`}`;
  const remember = (chosen: string) => {
    document.cookie = `${LOCALE_COOKIE}=${chosen}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  };
  return (
    <Dropdown label={label} icon={icon}>
      <ul>
        {Object.entries(names).map(([locale, name]) => (
          <li key={locale}>
            <a
              className={dropdownItem}
              href={`/${locale}${target}`}
              hrefLang={locale}
              lang={locale}
              aria-current={locale === current ? "true" : undefined}
              onClick={() => remember(locale)}
            >
              {name}
              {locale === current ? mark : null}
            </a>
          </li>
        ))}
      </ul>
    </Dropdown>
  );
}
