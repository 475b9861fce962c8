"use client";

import type { DealView, TimelineEntry } from "@amanat/contracts";
import { formatCount, isolated } from "@amanat/i18n";
import { AddressText, Card, DateText, DealTimeline, DealTimelineItem, Group, Stack, Text, Title, useNameOf } from "@amanat/ui";
import { IconChevronDown, IconHourglass } from "@amanat/ui/icons";
import { useLocale, useTranslations } from "next-intl";
import { useAmanatQuery } from "../../client/query.ts";
import { lookOf, useEventTitle } from "./event-title.ts";
import { SAFETY_POLL_MS } from "./safety-poll.ts";
import { chaptersOf, type Chapter } from "./history.ts";
import { useStandingWords } from "./standing-words.ts";
import classes from "./timeline-card.module.css";

/** The record of one deal. It comes after the rest of its page, so it asks for itself. */
export function Timeline({ dealId }: { dealId: string }) {
  const options = { refetchInterval: SAFETY_POLL_MS };
  const deal = useAmanatQuery("deals", "getDeal", { dealId }, options);
  const timeline = useAmanatQuery("deals", "dealTimeline", { dealId }, options);
  return deal.data === undefined ? null : <TimelineCard deal={deal.data} entries={timeline.data?.entries ?? []} />;
}

/** What happened, who did it, and what comes next. */
function TimelineCard({ deal, entries }: { deal: DealView; entries: readonly TimelineEntry[] }) {
  const t = useTranslations("deal");
  const { sentence } = useStandingWords()(deal);
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
              <Text size="sm">{sentence}</Text>
            </DealTimelineItem>
          ) : null}
          {chaptersOf(entries).map((chapter) => (
            <Entry key={chapter.head.seq} deal={deal} chapter={chapter} />
          ))}
        </DealTimeline>
      </Stack>
    </Card>
  );
}

/** Who did it. Money comes from the buyer, though it is the network that reports it. */
function useAuthor(deal: DealView): (entry: TimelineEntry) => string {
  const t = useTranslations("deal.timeline");
  const nameOf = useNameOf();
  return ({ actor, type }) => {
    if (actor.kind === "user") return t("by", { name: isolated(nameOf(actor.name)), role: t(`role.${actor.role}`) });
    if (type.startsWith("deal.funded")) return t("by", { name: isolated(nameOf(deal.buyer.name)), role: t("role.buyer") });
    return t("role.system");
  };
}

function Entry({ deal, chapter: { head, earlier } }: { deal: DealView; chapter: Chapter }) {
  const title = useEventTitle(deal.asset);
  const author = useAuthor(deal);
  return (
    <DealTimelineItem title={title(head)} at={head.at} by={<span>{author(head)}</span>} {...lookOf(head.type)}>
      {earlier.length === 0 ? <Proof entry={head} /> : <Earlier deal={deal} entries={[head, ...earlier]} />}
    </DealTimelineItem>
  );
}

/** The steps of one matter, behind one line. */
function Earlier({ deal, entries }: { deal: DealView; entries: readonly TimelineEntry[] }) {
  const t = useTranslations("deal.timeline");
  const locale = useLocale();
  const title = useEventTitle(deal.asset);
  return (
    <details className={classes.more}>
      <summary>
        {t("steps", { count: entries.length, n: formatCount(entries.length, locale) })}
        <IconChevronDown size={16} aria-hidden className={classes.chevron} />
      </summary>
      <ol className={classes.steps}>
        {entries.map((entry) => (
          <li key={entry.seq}>
            {title(entry)}
            <div className={classes.meta}>
              <DateText value={entry.at} look="moment" />
              <Proof entry={entry} />
            </div>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The transaction that proves it, where there is one. */
function Proof({ entry }: { entry: TimelineEntry }) {
  const t = useTranslations("deal.timeline");
  const txHash = entry.data["txHash"];
  if (typeof txHash !== "string" || txHash === "") return null;
  return (
    <Group gap={4}>
      <Text size="sm" c="dimmed">
        {t("tx")}
      </Text>
      <AddressText address={txHash} copyLabel={t("tx")} />
    </Group>
  );
}
