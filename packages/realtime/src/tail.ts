import type { Database } from "@amanat/db";
import { type News, type Now, readNews } from "./log.ts";
import { isAfter, type Place } from "./place.ts";

/** So many events are kept, so that whoever was away for a moment needs no query. */
const KEPT = 2_000;

/** The end of the log, read once for the whole process. */
export interface Tail {
  /** Everything up to here has been read. */
  readonly position: Place;
  /** Everything up to here has been told. Behind `position` while a batch is being told. */
  readonly settled: Place;
  readonly index: number;
  readonly timeline: string;
  /** Begins anew at a place that `readNow` gave. */
  begin(now: Now): void;
  read(): Promise<Batch>;
  settle(): void;
  /** What came after a place, or null when not all of it is kept. */
  since(place: Place): readonly News[] | null;
}

export type Batch = {
  readonly news: readonly News[];
  readonly waiting: readonly string[];
  readonly more: boolean;
  /** The database has another past than before: every place is void. */
  readonly turned: boolean;
};

const NOWHERE: Place = { stamp: 0n, seq: 0n };

export function openTail(db: Database): Tail {
  const kept: News[] = [];
  /** Nothing later than this is missing from `kept`. */
  let keptSince = NOWHERE;
  let position = NOWHERE;
  let settled = NOWHERE;
  let index = 0;
  let timeline = "";
  let beginnings = 0;
  return {
    get position() {
      return position;
    },
    get settled() {
      return settled;
    },
    get index() {
      return index;
    },
    get timeline() {
      return timeline;
    },
    begin(now) {
      beginnings += 1;
      kept.length = 0;
      keptSince = position = settled = now.place;
      timeline = now.timeline;
    },
    async read() {
      const beginning = beginnings;
      const read = await readNews(db, position);
      // It began anew meanwhile: what was read lies before that, and would be told again.
      if (beginning !== beginnings) return { news: [], waiting: [], more: false, turned: false };
      if (read.timeline !== timeline) return { news: [], waiting: [], more: false, turned: true };
      const news = read.events.map((event) => ({ ...event, index: (index += 1) }));
      kept.push(...news);
      for (const gone of kept.splice(0, kept.length - KEPT)) keptSince = gone.place;
      position = news.at(-1)?.place ?? position;
      return { news, waiting: read.waiting, more: read.more, turned: false };
    },
    settle() {
      settled = position;
    },
    since(place) {
      if (isAfter(keptSince, place)) return null;
      return kept.slice(kept.findLastIndex((news) => !isAfter(news.place, place)) + 1);
    },
  };
}
