"use client";

import type { CaseSummary } from "@amanat/contracts";
import { Badge, Group } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { CaseBadge } from "../cases/case-badge.tsx";

/** Where a case stands, and what is out of the usual about it. */
export function CaseBadges({ row: { status, small, round } }: { row: Pick<CaseSummary, "status" | "small" | "round"> }) {
  const t = useTranslations("mediation");
  return (
    <Group gap={6}>
      <CaseBadge status={status} />
      {small ? <Badge color="gray">{t("small")}</Badge> : null}
      {round > 0 ? <Badge color="gray">{t("appealed")}</Badge> : null}
    </Group>
  );
}
