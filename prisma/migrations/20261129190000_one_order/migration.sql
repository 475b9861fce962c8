-- One order for all events. A channel's head was locked by its writer until the commit: everybody who wrote to the market waited for
-- everybody else. Now an event's place is the stamp of its transaction and a number of its own, and readers stay behind the horizon, below
-- which every transaction has ended. Nobody waits, and one place stands for all channels.

-- Shared by the copies of one event in several channels. It goes on above every channel's sequence, so that each stays in its order.
CREATE SEQUENCE event_seq AS bigint;
SELECT setval('event_seq', (SELECT coalesce(max("seq"), 0) + 1 FROM "Event"), false);
GRANT USAGE, SELECT ON SEQUENCE event_seq TO amanat_app;

-- A writer that began first may come last: it waited for the other's lock, and what it tells comes after. So the stamp is not the
-- transaction's own number but at least that of the last one that had ended when the event was written. It is never below its own number,
-- so that the event stands above the horizon until it is there; and it never falls from an event to one that follows from it.
CREATE OR REPLACE FUNCTION event_stamp() RETURNS bigint
LANGUAGE sql STABLE
RETURN (ledger.current_epoch()::bigint << 48)
  + greatest(pg_current_xact_id()::text::bigint, pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1);

-- Which past this is: a restored or promoted database hands out its transaction numbers again. Places of another past mean nothing here.
CREATE FUNCTION event_timeline() RETURNS text
LANGUAGE sql STABLE
RETURN ledger.current_epoch() || '.' || ltrim(left(pg_walfile_name(pg_current_wal_lsn()), 8), '0');
REVOKE ALL ON FUNCTION event_timeline() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_timeline() TO amanat_app;

CREATE INDEX "Event_stamp_seq_idx" ON "Event" ("stamp", "seq");
CREATE INDEX "Event_channel_stamp_seq_idx" ON "Event" ("channel", "stamp", "seq");
DROP TABLE "ChannelHead";
