"use client";

import type { DealView, TimelineEntry } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import { AddressText, Card, DealTimeline, DealTimelineItem, Group, Stack, Text, Title } from "@amanat/ui";
import {
  IconAlertTriangle,
  IconBuildingBank,
  IconCheck,
  IconCircleX,
  IconClock,
  IconHourglass,
  IconLock,
  IconSend,
  IconTruckDelivery,
} from "@amanat/ui/icons";
import { useLocale, useMessages, useTranslations } from "next-intl";
import { useAssetOf } from "./assets.ts";
import { useMoneyWords } from "./money-words.ts";
import { isolated } from "./isolated.ts";
import { readableHistory } from "./history.ts";
import { dealState, eventKey } from "./state.ts";

type Look = { icon: typeof IconCheck; tone?: "done" | "bad" };

function lookOf(type: string): Look {
  if (/reorged|rejected|failed/.test(type)) return { icon: IconAlertTriangle, tone: "bad" };
  if (/cancelled|expired/.test(type)) return { icon: IconCircleX };
  if (type.startsWith("deal.funded")) return { icon: IconLock };
  if (/deliver/.test(type)) return { icon: IconTruckDelivery };
  if (/inspection/.test(type)) return { icon: IconClock };
  if (type.startsWith("payout.")) return { icon: IconSend };
  if (type.startsWith("payment.")) return { icon: IconBuildingBank };
  return { icon: IconCheck };
}

/** What happened, who did it, and what comes next. */
export function TimelineCard({ deal, entries }: { deal: DealView; entries: readonly TimelineEntry[] }) {
  const t = useTranslations("deal");
  const open = deal.next.action !== "none";
  return (
    <Card component="section" aria-labelledby="timeline-title">
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Title order={2} id="timeline-title" size="h3">
            {t("timeline.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("live")}
          </Text>
        </Group>
        <DealTimeline label={t("timeline.title")}>
          {open ? (
            <DealTimelineItem title={t("timeline.next")} icon={IconHourglass} tone="current" at={null}>
              <Text size="sm">{t(`state.${dealState(deal)}.${deal.myRole ?? "staff"}`)}</Text>
            </DealTimelineItem>
          ) : null}
          {readableHistory(entries).map((entry) => (
            <Entry key={entry.seq} deal={deal} entry={entry} />
          ))}
        </DealTimeline>
      </Stack>
    </Card>
  );
}

function Entry({ deal, entry }: { deal: DealView; entry: TimelineEntry }) {
  const t = useTranslations("deal.timeline");
  const title = useEntryTitle(deal, entry);
  const { actor } = entry;
  const by = actor.kind === "system" ? t("role.system") : t("by", { name: isolated(actor.name), role: t(`role.${actor.role}`) });
  const txHash = entry.data["txHash"];
  return (
    <DealTimelineItem title={title} at={entry.at} by={<span>{by} · </span>} {...lookOf(entry.type)}>
      {typeof txHash === "string" && txHash !== "" ? (
        <Group gap={4}>
          <Text size="sm" c="dimmed">
            {t("tx")}
          </Text>
          <AddressText address={txHash} copyLabel={t("tx")} />
        </Group>
      ) : null}
    </DealTimelineItem>
  );
}

function useEntryTitle(deal: DealView, { type, data }: TimelineEntry): string {
  const t = useTranslations("deal.timeline.event");
  const { deal: texts } = useMessages();
  const locale = useLocale();
  const words = useMoneyWords();
  const asset = useAssetOf()(deal.asset);
  const key = eventKey(type, data);
  const known = (Object.keys(texts.timeline.event) as (keyof typeof texts.timeline.event)[]).find((name) => name === key);
  const required = Number(data["required"] ?? 0);
  // Blocks go on after the required ones; "6 of 3" would only puzzle.
  const confirmations = Math.min(required, Number(data["confirmations"] ?? 0));
  const amount = typeof data["amount"] === "string" ? words(data["amount"], asset) : "";
  return t(known ?? "other", { count: formatCount(confirmations, locale), required: formatCount(required, locale), amount });
}
