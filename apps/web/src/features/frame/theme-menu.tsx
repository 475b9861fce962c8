"use client";

import { chooseScheme, Dropdown, dropdownItem, followScheme, useScheme } from "@amanat/ui";
import { useEffect, type ReactNode } from "react";

type ThemeMenuProps = {
  label: string;
  icon: ReactNode;
  /** Stands at the chosen one. */
  mark: ReactNode;
  schemes: readonly { key: "light" | "dark" | "auto"; name: string; icon: ReactNode }[];
};

/** Light, dark, or as the device says. Which one is chosen is known on the device only; the server's HTML marks none. */
export function ThemeMenu({ label, icon, mark, schemes }: ThemeMenuProps) {
  const chosen = useScheme();
  useEffect(followScheme, []);
  return (
    <Dropdown label={label} icon={icon}>
      <ul>
        {schemes.map(({ key, name, icon: shape }) => (
          <li key={key}>
            <button type="button" className={dropdownItem} aria-pressed={chosen === key} onClick={() => chooseScheme(key)}>
              {shape}
              <span>{name}</span>
              {chosen === key ? mark : null}
            </button>
          </li>
        ))}
      </ul>
    </Dropdown>
  );
}
