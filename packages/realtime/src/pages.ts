import { createHash } from "node:crypto";
import type { EventType, StreamedEvent } from "@amanat/contracts";
import type { Database } from "@amanat/db";

/** Rows read at once: bounds what a slow reader costs. */
export const PAGE_SIZE = 100;

type Row = {
  channel: string;
  seq: string;
  type: EventType;
  subjectId: string;
  actorName: string;
  payload: Record<string, unknown>;
  correlationId: string;
  at: Date;
};

export type Entry = { channel: string; seq: bigint; key: string; event: StreamedEvent };

/**
 * The next events of several channels, oldest first. Within a channel the sequence decides: `at` is taken before the head is locked, so it
 * may run backwards, and a page cut by it alone would skip rows.
 */
const PAGE = `
  SELECT e.* FROM (
    SELECT x.*, max(x."at") OVER (PARTITION BY x."channel" ORDER BY x."seq") AS "order"
    FROM unnest($1::text[], $2::bigint[]) AS w("channel", "after")
    CROSS JOIN LATERAL (
      SELECT "channel", "seq", "type", "subjectId", "actorName", "payload", "correlationId", "at"
      FROM "Event" WHERE "channel" = w."channel" AND "seq" > w."after" ORDER BY "seq" LIMIT ${PAGE_SIZE}
    ) x
  ) e ORDER BY e."order", e."channel", e."seq" LIMIT ${PAGE_SIZE}`;

export async function readPage(db: Database, after: ReadonlyMap<string, bigint>): Promise<Entry[]> {
  const values = [[...after.keys()], [...after.values()].map(String)];
  const found = await db.pool.query<Row>({ name: "realtime-page", text: PAGE, values });
  return found.rows.map(entryOf);
}

function entryOf(row: Row): Entry {
  const at = row.at.toISOString();
  // The outbox parsed the payload by its type before it stored it.
  const event = { type: row.type, at, actorName: row.actorName, data: row.payload } as StreamedEvent;
  const identity = JSON.stringify([row.type, row.subjectId, row.correlationId, at, row.payload]);
  return { channel: row.channel, seq: BigInt(row.seq), key: createHash("sha256").update(identity).digest("base64url").slice(0, 10), event };
}

/** The newest sequence of each channel; zero where nothing happened yet. */
export async function headsOf(db: Database, channels: readonly string[]): Promise<Map<string, bigint>> {
  const found = await db.pool.query<{ channel: string; seq: string }>(
    `SELECT "channel", "seq"::text AS "seq" FROM "ChannelHead" WHERE "channel" = ANY($1)`,
    [channels],
  );
  const heads = new Map(found.rows.map((row) => [row.channel, BigInt(row.seq)]));
  return new Map(channels.map((channel) => [channel, heads.get(channel) ?? 0n]));
}
