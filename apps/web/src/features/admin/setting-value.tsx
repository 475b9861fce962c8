"use client";

import { useTranslations } from "next-intl";
import { Code } from "./code.tsx";

/** A setting's value, as it travels: JSON. Yes and no are said in words. */
export function SettingValue({ json }: { json: string }) {
  const t = useTranslations("admin.settings");
  if (json === "true") return t("on");
  if (json === "false") return t("off");
  return <Code>{json}</Code>;
}
