import type { TimelineEntry } from "@amanat/contracts";

/**
 * The timeline as people read it: newest first, and of the confirmations of one transaction only the
 * latest count, because a line per block buries what happened.
 */
export function readableHistory(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const counted = new Set<string>();
  const newestFirst = [...entries].sort((a, b) => b.seq - a.seq);
  return newestFirst.filter(({ type, data }) => {
    if (!type.startsWith("payment.confirming")) return true;
    const key = String(data["txHash"]);
    if (counted.has(key)) return false;
    counted.add(key);
    return true;
  });
}
