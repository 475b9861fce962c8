"use client";

import { AddressText, Button, List, ListItem, Text, useDateWords } from "@amanat/ui";
import { useTranslations } from "next-intl";
import type { DealDialogProps } from "./confirm-dialog.tsx";
import { Dialog } from "./dialog.tsx";
import { isolated } from "./isolated.ts";

/** What to do when the delivery is wrong. Disputes are not opened here yet, and this says so. */
export function IssueDialog({ deal, opened, onClose }: DealDialogProps) {
  const t = useTranslations("deal.issue");
  const dates = useDateWords();
  return (
    <Dialog opened={opened} onClose={onClose} title={t("title")} actions={<Button onClick={onClose}>{t("close")}</Button>}>
      <Text fw={600}>{t("first")}</Text>
      <List spacing="sm">
        {deal.next.dueAt === null ? null : <ListItem>{t("until", { time: dates(deal.next.dueAt, "due") })}</ListItem>}
        <ListItem>{t("second")}</ListItem>
        <ListItem>{t("third", { seller: isolated(deal.seller.name) })}</ListItem>
      </List>
      <div>
        <Text c="dimmed" size="sm">
          {t("dealNumber")}
        </Text>
        <AddressText address={deal.id} copyLabel={t("dealNumber")} />
      </div>
    </Dialog>
  );
}
