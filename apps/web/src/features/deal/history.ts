import type { TimelineEntry } from "@amanat/contracts";

/** One line of the record: the newest entry of a matter, with the earlier ones behind it. */
export type Chapter = { head: TimelineEntry; earlier: readonly TimelineEntry[] };

/**
 * The record as people read it: newest first, one line a matter. What the network says of one payment, up to the money being
 * held, is one matter; so is the way of one payout. A payment that comes after something else happened is a matter of its own.
 */
export function chaptersOf(entries: readonly TimelineEntry[]): Chapter[] {
  const chapters: { key: string; entries: TimelineEntry[] }[] = [];
  let paying: string | null = null;
  for (const entry of [...entries].sort((a, b) => a.seq - b.seq)) {
    const payment = isPayment(entry);
    const payout = entry.type.startsWith("payout.");
    if (payment) paying ??= `payment ${String(entry.seq)}`;
    else if (!payout) paying = null;
    const key = payment ? (paying ?? "") : payout ? `payout ${String(entry.data["payoutId"])}` : String(entry.seq);
    const known = chapters.find((chapter) => chapter.key === key);
    if (known) known.entries.push(entry);
    else chapters.push({ key, entries: [entry] });
  }
  return chapters
    .flatMap((chapter) => {
      const [head, ...earlier] = latestCounts(chapter.entries.toReversed());
      return head === undefined ? [] : [{ head, earlier }];
    })
    .sort((a, b) => b.head.seq - a.head.seq);
}

/** A payment and what it led to: money that is held. */
function isPayment({ type }: Pick<TimelineEntry, "type">): boolean {
  return type.startsWith("payment.") || type.startsWith("deal.funded");
}

/** Of the confirmations of one transaction only the latest count: a line per block buries what happened. Newest first. */
function latestCounts(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const counted = new Set<string>();
  return entries.filter(({ type, data }) => {
    if (!type.startsWith("payment.confirming")) return true;
    const key = String(data["txHash"]);
    if (counted.has(key)) return false;
    counted.add(key);
    return true;
  });
}
