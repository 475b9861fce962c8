"use client";

import type { DealView } from "@amanat/contracts";
import { isolated } from "@amanat/i18n";
import { Stack, Text, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { DueLine } from "../section/due-line.tsx";
import { isPurchase } from "./purchase.ts";

/** Until when, and what happens then, for whom. */
export function Deadline({ deal, serverNow }: { deal: DealView; serverNow: string }) {
  const t = useTranslations("deal.deadline");
  const dates = useDateWords();
  if (isPurchase(deal) && deal.late)
    return (
      <Text fw={600} data-late>
        {t("late")}
      </Text>
    );
  if (deal.next.dueAt === null) {
    return deal.next.action === "none" ? null : (
      <Text c="dimmed" size="sm">
        {t("none")}
      </Text>
    );
  }
  return (
    <Stack gap={2}>
      <DueLine dueAt={deal.next.dueAt} serverNow={serverNow} about="deal" />
      {isPurchase(deal) && deal.next.consequence !== "none" ? (
        <Text c="dimmed" size="sm">
          {t(deal.next.consequence, {
            seller: isolated(deal.seller.name),
            time: deal.cancellableFrom === null ? "" : dates(deal.cancellableFrom, "due"),
          })}
        </Text>
      ) : null}
    </Stack>
  );
}
