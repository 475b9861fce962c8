"use client";

import { LOCALE_NAMES, LOCALES } from "@amanat/i18n";
import { ActionIcon, Menu, MenuDropdown, MenuItem, MenuTarget } from "@amanat/ui";
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
  return (
    <Menu position="bottom-end" withinPortal shadow="md" width={200}>
      <MenuTarget>
        <ActionIcon aria-label={t("language.label", { name: LOCALE_NAMES[locale] })}>
          <IconLanguage size={22} aria-hidden />
        </ActionIcon>
      </MenuTarget>
      <MenuDropdown>
        {LOCALES.map((other) => (
          <MenuItem
            key={other}
            component="a"
            href={`/${other}${target}`}
            hrefLang={other}
            lang={other}
            mih={44}
            aria-current={other === locale ? "true" : undefined}
            rightSection={other === locale ? <IconCheck size={18} aria-hidden /> : null}
            onClick={() => {
              document.cookie = `${LOCALE_COOKIE}=${other}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
            }}
          >
            {LOCALE_NAMES[other]}
          </MenuItem>
        ))}
      </MenuDropdown>
    </Menu>
  );
}
