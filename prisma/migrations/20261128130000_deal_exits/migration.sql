-- No state of a deal holds money without a way out for each party and a date: the promised delivery has a consequence,
-- the parties can end or extend a deal by agreement, and a buyer can contest a delivery that is not true.
ALTER TABLE "Deal"
  ADD COLUMN "deliverBy" TIMESTAMPTZ(3),
  ADD COLUMN "lateFrom" TIMESTAMPTZ(3),
  ADD COLUMN "contests" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "contest" JSONB;

CREATE TABLE "DealProposal" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "dealId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "by" TEXT NOT NULL,
  "clock" TEXT,
  "until" TIMESTAMPTZ(3),
  "note" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT 'open',
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "closedAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "DealProposal_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "DealProposal_kind_check" CHECK ("kind" IN ('cancel', 'more_time')),
  CONSTRAINT "DealProposal_by_check" CHECK ("by" IN ('buyer', 'seller')),
  CONSTRAINT "DealProposal_clock_check" CHECK ("clock" IN ('deliver', 'inspect')),
  CONSTRAINT "DealProposal_terms_check" CHECK (("kind" = 'more_time') = ("until" IS NOT NULL) AND ("until" IS NULL) = ("clock" IS NULL)),
  CONSTRAINT "DealProposal_status_check" CHECK ("status" IN ('open', 'agreed', 'declined', 'withdrawn', 'expired', 'lapsed')),
  CONSTRAINT "DealProposal_dealId_fkey" FOREIGN KEY ("dealId") REFERENCES "Deal" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "DealProposal_dealId_createdAt_idx" ON "DealProposal" ("dealId", "createdAt");
-- One live proposal per deal and kind, whoever made it.
CREATE UNIQUE INDEX "DealProposal_one_open" ON "DealProposal" ("dealId", "kind") WHERE "status" = 'open';

-- Deals that are under way get the date their sellers promised; nobody's date may have passed unseen, so the grace counts from today.
UPDATE "Deal"
SET "deliverBy" = "fundedAt" + make_interval(days => "deliveryDays"),
    "lateFrom" = greatest("fundedAt" + make_interval(days => "deliveryDays"), now()) + interval '48 hours'
WHERE "status" IN ('processing', 'delivery') AND "fundedAt" IS NOT NULL;

INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
SELECT gen_random_uuid(), "tenantId", 'deliver', "id", "lateFrom" FROM "Deal" WHERE "lateFrom" IS NOT NULL
ON CONFLICT ("purpose", "subjectId") DO NOTHING;
