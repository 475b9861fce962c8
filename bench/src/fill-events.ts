import { TENANT_ID } from "@amanat/db";
import type pg from "pg";

/** Rows of one commit. */
const AT_ONCE = 5_000;

/**
 * Events from number $1 up to $2 of $3, the last of them the newest, over a year: every tenth in the market, the others in the channels of
 * people and deals, some twenty in each.
 */
const EVENTS = `
  INSERT INTO "Event" ("channel", "seq", "stamp", "tenantId", "type", "subjectId", "actorKind", "actorName", "actorRole", "payload",
    "correlationId", "at", "reacts")
  SELECT CASE WHEN n % 10 = 0 THEN 'market'
      ELSE CASE n % 2 WHEN 0 THEN 'user:' ELSE 'deal:' END || md5(((n::bigint * 7919) % (1 + $3::int / 20))::text)::uuid END,
    nextval('event_seq'), event_stamp(), '${TENANT_ID}', 'request.changed.v1', md5(n::text)::uuid, 'system', 'Amanat', 'system',
    jsonb_build_object('requestId', 'req_' || md5(n::text), 'status', 'active'), 'fill-' || n,
    now() - make_interval(secs => 86400.0 * 365.0 * ($3::int - n) / $3::int), n % 10 = 0
  FROM generate_series($1::int, $2::int) AS n`;

/** A year's events. As the superuser; commits every few thousand rows. */
export async function fillEvents(client: pg.Client, events: number, say: (line: string) => void): Promise<void> {
  for (let from = 1; from <= events; from += AT_ONCE) {
    await client.query(EVENTS, [from, Math.min(events, from + AT_ONCE - 1), events]);
    if ((from - 1) % (AT_ONCE * 20) === 0) say(`filling: ${from - 1} of ${events} events`);
  }
}
