import type { EventType, StreamedEvent } from "@amanat/contracts";
import { streamedEvent } from "@amanat/contracts";
import type { Database } from "@amanat/db";
import { type Place, placeText } from "./place.ts";

/** One event, ready to be sent: whoever may have it gets the same bytes behind a cursor of their own. */
export type News = {
  readonly place: Place;
  readonly channels: readonly string[];
  /** Counts what this process has read, so that a reader is told nothing twice. */
  readonly index: number;
  /** The event's part of a block, as bytes in a one-byte string. */
  readonly data: string;
  /** `data` behind the event's place: a block without the reader's own part of the cursor. */
  readonly rest: string;
};

/** The driver gives bigints as text. */
type Row = { stamp: string; seq: string; channels: string[]; type: EventType; actorName: string; payload: object; at: Date };

const COPIES = `"stamp", "seq", array_agg("channel") AS "channels", min("type") AS "type", min("actorName") AS "actorName",
  (array_agg("payload"))[1] AS "payload", min("at") AS "at"`;

/** Copies of one event stand beside each other, so that they are told as one. `LIMIT` counts rows: the last event may be cut. */
const PER_READ = 500;

const NEWS = `
  WITH h AS MATERIALIZED (
    SELECT x."horizon", ARRAY(SELECT "channel" FROM "Event" WHERE "stamp" >= x."horizon" LIMIT 100) AS "waiting"
    FROM (SELECT event_horizon() AS "horizon") x
  )
  SELECT h."waiting", event_timeline() AS "timeline", n.*
  FROM h LEFT JOIN LATERAL (
    SELECT "stamp", "seq", "channel", "type", "actorName", "payload", "at"
    FROM "Event" e WHERE (e."stamp", e."seq") > ($1::bigint, $2::bigint) AND e."stamp" < h."horizon"
    ORDER BY e."stamp", e."seq" LIMIT ${PER_READ}
  ) n ON true ORDER BY n."stamp", n."seq"`;

type NewsRow = { waiting: string[]; timeline: string } & ({ stamp: null } | (Omit<Row, "channels"> & { channel: string; stamp: string }));

/** What came after `after` and stands below the horizon: no transaction of it is still running. */
export type NewsRead = {
  readonly events: readonly Omit<News, "index">[];
  readonly timeline: string;
  /** Channels of what was written but may still be preceded by something. */
  readonly waiting: readonly string[];
  /** More is there to be read at once. */
  readonly more: boolean;
};

export async function readNews(db: Database, after: Place): Promise<NewsRead> {
  const found = await db.pool.query<NewsRow>({ name: "realtime-news", text: NEWS, values: [String(after.stamp), String(after.seq)] });
  const [first] = found.rows;
  const events: Row[] = [];
  for (const row of found.rows) {
    if (row.stamp === null) break;
    const last = events.at(-1);
    if (last?.seq === row.seq && last.stamp === row.stamp) last.channels.push(row.channel);
    else events.push({ ...row, channels: [row.channel] });
  }
  const full = found.rows.length >= PER_READ;
  // Some copies of the last one may lie beyond the limit: it is read again, with all of them.
  if (full && events.length > 1) events.pop();
  return { events: events.map(sendable), timeline: first?.timeline ?? "", waiting: first?.waiting ?? [], more: full };
}

/** Where the log stands, and in which past. */
export type Now = { readonly place: Place; readonly timeline: string };

/** Everything that happens from here on comes after it. */
export async function readNow(db: Database): Promise<Now> {
  const text = `SELECT event_horizon()::text AS "horizon", event_timeline() AS "timeline"`;
  const { rows } = await db.pool.query<{ horizon: string; timeline: string }>({ name: "realtime-now", text });
  return { place: { stamp: BigInt(rows[0]?.horizon ?? 0), seq: 0n }, timeline: rows[0]?.timeline ?? "" };
}

/** Events read at once for one reader: bounds what a slow one costs. */
export const PAGE_SIZE = 100;

const PAGE = `
  SELECT ${COPIES} FROM unnest($1::text[]) AS c("name") CROSS JOIN LATERAL (
    SELECT * FROM "Event" WHERE "channel" = c."name" AND ("stamp", "seq") > ($2::bigint, $3::bigint) AND ("stamp", "seq") <= ($4::bigint, $5::bigint)
    ORDER BY "stamp", "seq" LIMIT ${PAGE_SIZE}
  ) e GROUP BY "stamp", "seq" ORDER BY "stamp", "seq" LIMIT ${PAGE_SIZE}`;

type Sendable = Omit<News, "index">;

/** The next events of these channels up to `upTo`, in their order. */
export async function readPage(db: Database, channels: readonly string[], after: Place, upTo: Place): Promise<Sendable[]> {
  const values = [channels, ...[after.stamp, after.seq, upTo.stamp, upTo.seq].map(String)];
  const { rows } = await db.pool.query<Row>({ name: "realtime-page", text: PAGE, values });
  return rows.map(sendable);
}

const PAST = `
  SELECT ${COPIES} FROM (
    SELECT e.* FROM "Event" e WHERE e."channel" = ANY($1::text[]) AND e."seq" > $2::bigint AND (e."stamp", e."seq") <= ($3::bigint, $4::bigint)
      AND NOT EXISTS (SELECT FROM "Event" k WHERE k."channel" = ANY($5::text[]) AND k."seq" = e."seq" AND (k."stamp", k."seq") > ($6::bigint, $7::bigint))
    ORDER BY e."seq" LIMIT ${PAGE_SIZE}
  ) p GROUP BY "stamp", "seq" ORDER BY "seq"`;

/** What happened up to `upTo` in deals that are new to a reader, without what they were told in the channels they had since `floor`. */
export async function readPast(
  db: Database,
  deals: readonly string[],
  of: { told: bigint; upTo: Place; had: readonly string[]; floor: Place },
): Promise<Sendable[]> {
  const values = [deals, String(of.told), String(of.upTo.stamp), String(of.upTo.seq), of.had, String(of.floor.stamp), String(of.floor.seq)];
  const { rows } = await db.pool.query<Row>({ name: "realtime-past", text: PAST, values });
  return rows.map(sendable);
}

/** Every event is parsed by the contract, like every other answer, and made to bytes once. */
function sendable({ stamp, seq, channels, type, actorName, payload, at }: Row): Sendable {
  const event = { type, at: at.toISOString(), actorName, data: payload } as StreamedEvent;
  streamedEvent.parse(event);
  const place = { stamp: BigInt(stamp), seq: BigInt(seq) };
  const data = `data: ${oneByte(JSON.stringify(event))}\n\n`;
  return { place, channels, data, rest: `.${placeText(place)}\n${data}` };
}

/** UTF-8 as a string of bytes: joined to another and written, it costs a copy and no encoding. */
export const oneByte = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
