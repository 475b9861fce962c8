"use client";

import { formatCount } from "@amanat/i18n";
import { useLocale, useTranslations } from "next-intl";
import type { Issue } from "./contract-errors.ts";

/** Field problems as texts in the reader's language, keyed as given; fits the form's `setErrors` and `validate`. */
export function useIssueTexts(): (issues: Readonly<Record<string, Issue>>) => Record<string, string> {
  const locale = useLocale();
  const t = useTranslations("errors");
  return (issues) =>
    Object.fromEntries(
      Object.entries(issues).map(([path, { key, bound }]) => [path, t(`issues.${key}`, { bound: formatCount(bound, locale) })]),
    );
}
