-- The kinds of deal, their states and their clocks are rows and no longer words in a check: a kind that is added brings its own rows
-- in its own migration, and edits nothing here. Only migrations write them.
CREATE TABLE "DealState" (
  "kind" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  CONSTRAINT "DealState_pkey" PRIMARY KEY ("kind", "status")
);
INSERT INTO "DealState" ("kind", "status")
SELECT 'purchase', unnest(ARRAY['payment', 'processing', 'delivery', 'delivered', 'confirming', 'completed', 'cancelled', 'expired', 'refunded']);

-- Two kinds may have a clock of one name: a kind inserts its own with ON CONFLICT DO NOTHING.
CREATE TABLE "DealClock" (
  "name" TEXT NOT NULL,
  CONSTRAINT "DealClock_pkey" PRIMARY KEY ("name")
);
INSERT INTO "DealClock" ("name") VALUES ('deliver'), ('inspect');
REVOKE INSERT, UPDATE, DELETE ON "DealState", "DealClock" FROM amanat_app;

ALTER TABLE "Deal"
  DROP CONSTRAINT "Deal_kind_status_check",
  ADD CONSTRAINT "Deal_kind_status_fkey" FOREIGN KEY ("kind", "status") REFERENCES "DealState" ("kind", "status") ON DELETE RESTRICT ON UPDATE RESTRICT;
ALTER TABLE "DealProposal"
  DROP CONSTRAINT "DealProposal_clock_check",
  ADD CONSTRAINT "DealProposal_clock_fkey" FOREIGN KEY ("clock") REFERENCES "DealClock" ("name") ON DELETE RESTRICT ON UPDATE RESTRICT;
