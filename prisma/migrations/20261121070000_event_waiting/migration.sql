-- Whether something earlier in its channel still waits is asked for every event. Without this, a channel's whole past is read
-- each time: in the market's channel 0.3 s per event after a few thousand.
CREATE INDEX "Event_waiting_idx" ON "Event" ("channel", "seq") WHERE "reacts" AND "handledAt" IS NULL;
