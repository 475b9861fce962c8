"use client";

import { Dropdown, dropdownItem, useMantineColorScheme } from "@amanat/ui";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import classes from "./frame.module.css";

const SCHEMES = [
  { key: "light", icon: IconSun },
  { key: "dark", icon: IconMoon },
  { key: "auto", icon: IconDeviceDesktop },
] as const;

const never = () => () => undefined;

/** Light, dark, or as the device says. Both icons are in the page; style shows the right one before scripts run. */
export function ThemeMenu() {
  const t = useTranslations("common");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // Which one is chosen is known on the device only; the server's HTML marks none.
  const onDevice = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const icon = (
    <>
      <IconSun size={22} aria-hidden className={classes.sun} />
      <IconMoon size={22} aria-hidden className={classes.moon} />
    </>
  );
  return (
    <Dropdown label={t("theme.label")} icon={icon}>
      <ul>
        {SCHEMES.map(({ key, icon: Shape }) => {
          const chosen = onDevice && colorScheme === key;
          return (
            <li key={key}>
              <button type="button" className={dropdownItem} aria-pressed={chosen} onClick={() => setColorScheme(key)}>
                <Shape size={18} aria-hidden />
                <span>{t(`theme.${key}`)}</span>
                {chosen ? <IconCheck size={18} aria-hidden /> : null}
              </button>
            </li>
          );
        })}
      </ul>
    </Dropdown>
  );
}
