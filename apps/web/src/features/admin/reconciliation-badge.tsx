"use client";

import type { ReconciliationView } from "@amanat/contracts";
import { Group, StatusBadge, type Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";

const TONES: Readonly<Record<ReconciliationView["status"], Tone>> = { running: "info", agrees: "good", drift: "bad", failed: "bad" };

/** How a comparison of books and chain ended, and whether the operators were told. */
export function ReconciliationBadge({ status, alerted }: Pick<ReconciliationView, "status" | "alerted">) {
  const t = useTranslations("admin.reconciliation");
  return (
    <Group gap={6}>
      <StatusBadge tone={TONES[status]}>{t(`state.${status}`)}</StatusBadge>
      {alerted ? <StatusBadge tone="attention">{t("alerted")}</StatusBadge> : null}
    </Group>
  );
}
