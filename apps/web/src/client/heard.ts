import type { StreamItem } from "@amanat/sdk";

/** How far somebody has come in the news: a number for each channel. */
export type Place = ReadonlyMap<string, bigint>;

/** So many events a tab keeps of those it heard, to tell them again to a tab that joins later. */
const KEPT = 100;

/** The place that one of the server's cursors names: it is signed, not hidden. Empty when this program cannot read it. */
export function placeOf(cursor: string): Place {
  try {
    const [body = ""] = cursor.split(".");
    const [after] = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/"))) as [[channel: string, seq: string][]];
    return new Map(after.map(([channel, seq]) => [channel, BigInt(seq)]));
  } catch {
    return new Map();
  }
}

/** Something has happened up to `place` that `mine` is not beyond. */
export function lacks(mine: Place, place: Place): boolean {
  return [...place].some(([channel, seq]) => (mine.get(channel) ?? 0n) < seq);
}

function raise(mine: Map<string, bigint>, place: Place): void {
  for (const [channel, seq] of place) if ((mine.get(channel) ?? 0n) < seq) mine.set(channel, seq);
}

/** The events that one tab has received. Each is taken once, and the newest are kept for tabs that join late. */
export type Heard = {
  /** Cursor of the last event: where the server's stream goes on. */
  after: string;
  /** Everything up to here is on this tab's page. */
  readonly place: Place;
  /** False when this tab had the event already. Events have to come in their order. */
  take(item: StreamItem): boolean;
  /** All events after `since`, without those that somebody at `theirs` has. */
  again(theirs: Place): { since: Place; items: StreamItem[] };
  /** Events up to this place may be missing, so the page was refetched. They cannot be told again. Null: all up to the next event. */
  skip(to: Place | null): void;
};

export function openHeard(cursor: string): Heard {
  const place = new Map(placeOf(cursor));
  // Holds the rule of `again`: nothing that was told later than this is missing from `kept`.
  const since = new Map(place);
  const kept: { item: StreamItem; at: Place }[] = [];
  let skipsNext = false;
  return {
    after: cursor,
    place,
    take(item) {
      const at = placeOf(item.id);
      if (at.size > 0 && !lacks(place, at)) return false;
      if (skipsNext) raise(since, at);
      skipsNext = false;
      raise(place, at);
      this.after = item.id;
      kept.push({ item, at });
      for (const { at: gone } of kept.splice(0, kept.length - KEPT)) raise(since, gone);
      return true;
    },
    again: (theirs) => ({
      since,
      items: kept.filter(({ at }) => at.size === 0 || lacks(theirs, at)).map(({ item }) => item),
    }),
    skip(to) {
      if (to === null) skipsNext = true;
      else for (const mine of [place, since]) raise(mine, to);
    },
  };
}
