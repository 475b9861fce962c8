-- Events reach consumers by deliveries of their own: two contexts may react to one event, and one that fails holds back itself only.
-- What an event's reaction came to stood on the event, so that there could be one reaction.

-- One epoch for the whole database, as the ledger counts it: a restored database hands out its transaction numbers again.
SET ROLE amanat_ledger;
GRANT EXECUTE ON FUNCTION ledger.current_epoch() TO amanat_app, amanat_owner;
RESET ROLE;

-- A place in the order of transactions, over all epochs. Below the horizon every transaction has ended: nothing appears there any more.
CREATE FUNCTION event_stamp() RETURNS bigint
LANGUAGE sql STABLE
RETURN (ledger.current_epoch()::bigint << 48) + pg_current_xact_id()::text::bigint;
CREATE FUNCTION event_horizon() RETURNS bigint
LANGUAGE sql STABLE
RETURN (ledger.current_epoch()::bigint << 48) + pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
REVOKE ALL ON FUNCTION event_stamp(), event_horizon() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_stamp(), event_horizon() TO amanat_app;

-- A channel's stamps never fall: a writer that began earlier and came later takes the stamp of the one before it.
ALTER TABLE "ChannelHead" ADD COLUMN "stamp" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "Event" ADD COLUMN "stamp" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "Event" ALTER COLUMN "stamp" DROP DEFAULT;
CREATE INDEX "Event_fan_out_idx" ON "Event" ("stamp", "channel", "seq") WHERE "reacts";

CREATE TABLE "Consumer" (
  "name" TEXT NOT NULL,
  "stamp" BIGINT NOT NULL,
  "channel" TEXT NOT NULL DEFAULT '',
  "seq" BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT "Consumer_pkey" PRIMARY KEY ("name")
);
CREATE TABLE "Delivery" (
  "id" UUID NOT NULL DEFAULT uuidv7(),
  "tenantId" UUID NOT NULL,
  "consumer" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "channel" TEXT NOT NULL,
  "seq" BIGINT NOT NULL,
  "dueAt" TIMESTAMPTZ(3) NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "failure" TEXT,
  "deadAt" TIMESTAMPTZ(3),
  CONSTRAINT "Delivery_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Delivery_dead_check" CHECK ("deadAt" IS NULL OR ("attempts" > 0 AND "failure" IS NOT NULL))
);
CREATE UNIQUE INDEX "Delivery_consumer_subject_seq_key" ON "Delivery" ("consumer", "subject", "seq");
CREATE INDEX "Delivery_due_idx" ON "Delivery" ("dueAt") WHERE "deadAt" IS NULL;
CREATE INDEX "Delivery_tenantId_deadAt_id_idx" ON "Delivery" ("tenantId", "deadAt", "id");
-- The table is empty most of the time and is written with every event: what was there is swept at once, not at a fifth of its size.
ALTER TABLE "Delivery" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- The consumers there were begin here; what they had still to react to is owed to them, what was given up is dead.
INSERT INTO "Consumer" ("name", "stamp") VALUES ('deals', event_stamp()), ('marketplace', event_stamp()), ('notices', event_stamp());
INSERT INTO "Delivery" ("tenantId", "consumer", "subject", "channel", "seq", "dueAt", "attempts", "failure", "deadAt")
SELECT e."tenantId", c.consumer, e."channel", e."channel", e."seq", e."at", e."attempts", e."failure",
  CASE WHEN e."attempts" >= 8 THEN e."at" END
FROM "Event" e JOIN (VALUES
  ('payment.detected.v1', 'deals'), ('payment.reorged.v1', 'deals'), ('payment.rejected.v1', 'deals'),
  ('payment.credited.v1', 'deals'), ('payout.settled.v1', 'deals'), ('deal.handover_corrected.v1', 'marketplace'),
  ('deal.delivered.v1', 'marketplace'), ('destination.named.v1', 'notices'), ('destination.change_asked.v1', 'notices'),
  ('destination.changed.v1', 'notices'), ('payout.rejected.v1', 'notices')) AS c(type, consumer) ON c.type = e."type"
WHERE e."reacts" AND e."handledAt" IS NULL;
UPDATE "Incident" i SET "subject" = d."id"::text FROM "Delivery" d
WHERE i."kind" = 'event.given_up' AND i."subject" = d."channel" || '#' || d."seq";

-- Nothing is noted on an event any more, so that it is final altogether.
DROP TRIGGER content_is_final ON "Event";
DROP TRIGGER append_only ON "Event";
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "Event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE "Event" DROP COLUMN "handledAt", DROP COLUMN "attempts", DROP COLUMN "failure";
