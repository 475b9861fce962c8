import { parseAsString, parseAsStringLiteral } from "nuqs/server";

export const SETTINGS_SHOWN = ["all", "changed", "dangerous"] as const;

/** What the page of settings shows, as it stands in the address bar. `key`: whose history. */
export const settingsFilter = {
  show: parseAsStringLiteral(SETTINGS_SHOWN).withDefault("all"),
  key: parseAsString,
  cursor: parseAsString,
};
