"use client";

import type { CaseStatus } from "@amanat/contracts";
import { StatusBadge } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { CASE_TONES } from "./tones.ts";

/** Where a case stands, in a word. */
export function CaseBadge({ status }: { status: CaseStatus }) {
  const t = useTranslations("cases.status");
  return <StatusBadge tone={CASE_TONES[status]}>{t(status)}</StatusBadge>;
}
