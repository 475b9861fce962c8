"use client";

import type { CaseSummary } from "@amanat/contracts";
import { Stack, Text, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";

/** What is due in a case and when, and when it ends in any case. */
export function Due({ row: { status, next, lastAt, closedAt } }: { row: Pick<CaseSummary, "status" | "next" | "lastAt" | "closedAt"> }) {
  const t = useTranslations("mediation.due");
  const dates = useDateWords();
  if (closedAt !== null) return <Text>{t("over", { time: dates(closedAt, "due") })}</Text>;
  const time = next.dueAt === null ? "" : dates(next.dueAt, "due");
  return (
    <Stack gap={2}>
      {status === "unassigned" ? (
        <Text fw={600}>{t("waits")}</Text>
      ) : time === "" ? null : (
        <Text fw={600}>{t(status === "in_progress" ? "rule" : status === "ruled" ? "appeal" : "state", { time })}</Text>
      )}
      <Text size="sm" c="dimmed">
        {t("last", { time: dates(lastAt, "due") })}
      </Text>
    </Stack>
  );
}
