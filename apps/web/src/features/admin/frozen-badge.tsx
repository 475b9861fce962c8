"use client";

import type { QuarantineView } from "@amanat/contracts";
import { Group, StatusBadge, type Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";

const TONES: Readonly<Record<QuarantineView["status"], Tone>> = { frozen: "attention", released: "good", returned: "info" };

/** Where money from a listed address stands, and whether its date has passed. */
export function FrozenBadge({ status, overdue }: Pick<QuarantineView, "status" | "overdue">) {
  const t = useTranslations("admin.screening");
  return (
    <Group gap={6}>
      <StatusBadge tone={TONES[status]}>{t(`state.${status}`)}</StatusBadge>
      {overdue ? <StatusBadge tone="bad">{t("frozen.overdue")}</StatusBadge> : null}
    </Group>
  );
}
