"use client";

import { ActionIcon, Menu, MenuDropdown, MenuItem, MenuTarget, useMantineColorScheme } from "@amanat/ui";
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from "@amanat/ui/icons";
import { useTranslations } from "next-intl";
import classes from "./frame.module.css";

const SCHEMES = [
  { key: "light", icon: IconSun },
  { key: "dark", icon: IconMoon },
  { key: "auto", icon: IconDeviceDesktop },
] as const;

/** Light, dark, or as the device says. Both icons are in the page; style shows the right one before scripts run. */
export function ThemeMenu() {
  const t = useTranslations("common");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" withinPortal shadow="md" width={220}>
      <MenuTarget>
        <ActionIcon aria-label={t("theme.label")}>
          <IconSun size={22} aria-hidden className={classes.sun} />
          <IconMoon size={22} aria-hidden className={classes.moon} />
        </ActionIcon>
      </MenuTarget>
      <MenuDropdown>
        {SCHEMES.map(({ key, icon: Shape }) => (
          <MenuItem
            key={key}
            mih={44}
            leftSection={<Shape size={18} aria-hidden />}
            rightSection={colorScheme === key ? <IconCheck size={18} aria-hidden /> : null}
            onClick={() => setColorScheme(key)}
          >
            {t(`theme.${key}`)}
          </MenuItem>
        ))}
      </MenuDropdown>
    </Menu>
  );
}
