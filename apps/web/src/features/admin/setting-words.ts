"use client";

import type { SettingView } from "@amanat/contracts";
import { useTranslations } from "next-intl";

/** What a setting decides. One that is new here is said as its context says it, in English. */
export function useSettingWords(): (setting: Pick<SettingView, "key" | "says">) => { text: string; known: boolean } {
  const t = useTranslations("admin.settings");
  return ({ key, says }) => {
    const name = key.replaceAll(".", "_") as "limits";
    const known = t.has(`says.${name}`);
    return { text: known ? t(`says.${name}`) : says, known };
  };
}
