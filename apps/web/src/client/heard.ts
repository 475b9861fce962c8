import type { StreamItem } from "@amanat/sdk";

/** How far somebody has come in the news: places are in one order. Zero where it is not known. */
export type Place = bigint;

/** So many events a tab keeps of those it heard, to tell them again to a tab that joins later. */
const KEPT = 100;

/** A cursor: what the server signed, then stamp, number, and what is told of the past of a new deal. */
const CURSOR = /^[\w-]+\.[\w-]+\.([0-9a-f]+)\.([0-9a-f]+)(?:\.([0-9a-f]+))?$/;

/** The place that one of the server's cursors names: it is signed, not hidden. Zero when this program cannot read it. */
export function placeOf(cursor: string): Place {
  const [, ...parts] = CURSOR.exec(cursor) ?? [];
  return parts.reduce((place, part) => (place << 64n) + BigInt(`0x${part || "0"}`), 0n);
}

/** Something has happened up to `place` that `mine` is not beyond. */
export const lacks = (mine: Place, place: Place): boolean => mine < place;

const later = (one: Place, other: Place): Place => (one > other ? one : other);

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
  let place = placeOf(cursor);
  // Holds the rule of `again`: nothing that was told later than this is missing from `kept`.
  let since = place;
  const kept: { item: StreamItem; at: Place }[] = [];
  let skipsNext = false;
  return {
    after: cursor,
    get place() {
      return place;
    },
    take(item) {
      const at = placeOf(item.id);
      if (at > 0n && !lacks(place, at)) return false;
      if (skipsNext) since = later(since, at);
      skipsNext = false;
      place = later(place, at);
      this.after = item.id;
      kept.push({ item, at });
      for (const { at: gone } of kept.splice(0, kept.length - KEPT)) since = later(since, gone);
      return true;
    },
    again: (theirs) => ({
      since,
      items: kept.filter(({ at }) => at === 0n || lacks(theirs, at)).map(({ item }) => item),
    }),
    skip(to) {
      if (to === null) skipsNext = true;
      else [place, since] = [later(place, to), later(since, to)];
    },
  };
}
