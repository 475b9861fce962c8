-- Books and chain compared, address by address and deal by deal. A run is a worker's, in bounded passes; only what differs is a row.
CREATE TABLE "ReconciliationRun" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "chain" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'running',
  -- None: the timer.
  "startedById" UUID,
  "startedByName" TEXT,
  -- The newest final block that something was compared in.
  "block" INTEGER,
  "phase" TEXT NOT NULL DEFAULT 'addresses',
  -- The address or deal that was compared last.
  "cursor" TEXT NOT NULL DEFAULT '',
  "compared" INTEGER NOT NULL DEFAULT 0,
  "deals" INTEGER NOT NULL DEFAULT 0,
  -- Differences beyond those that a run keeps rows of.
  "unlisted" INTEGER NOT NULL DEFAULT 0,
  "alerted" BOOLEAN NOT NULL DEFAULT false,
  "tries" INTEGER NOT NULL DEFAULT 0,
  "failure" TEXT,
  "leaseUntil" TIMESTAMPTZ(3),
  "startedAt" TIMESTAMPTZ(3) NOT NULL,
  "endedAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "ReconciliationRun_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ReconciliationRun_status_check" CHECK ("status" IN ('running', 'agrees', 'drift', 'failed')),
  CONSTRAINT "ReconciliationRun_phase_check" CHECK ("phase" IN ('addresses', 'deals', 'looks')),
  CONSTRAINT "ReconciliationRun_started_check" CHECK (("startedById" IS NULL) = ("startedByName" IS NULL)),
  CONSTRAINT "ReconciliationRun_ended_check" CHECK (("status" = 'running') = ("endedAt" IS NULL)),
  CONSTRAINT "ReconciliationRun_failure_check" CHECK ("status" <> 'failed' OR "failure" IS NOT NULL)
);
-- One at a time: two workers and two admins begin the same run.
CREATE UNIQUE INDEX "ReconciliationRun_running_key" ON "ReconciliationRun" ("tenantId", "chain") WHERE "status" = 'running';
CREATE INDEX "ReconciliationRun_tenantId_startedAt_id_idx" ON "ReconciliationRun" ("tenantId", "startedAt" DESC, "id" DESC);
CREATE INDEX "ReconciliationRun_chain_startedAt_idx" ON "ReconciliationRun" ("chain", "startedAt" DESC);

CREATE TABLE "ReconciliationRow" (
  "id" UUID NOT NULL,
  "runId" UUID NOT NULL,
  -- An address of ours, or of a deal's own money its scope.
  "address" TEXT,
  "scope" UUID,
  "assetId" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'suspected',
  -- In this final block; null for a deal, whose two sides are both our own records.
  "block" INTEGER,
  "books" DECIMAL(78,0) NOT NULL,
  "onChain" DECIMAL(78,0) NOT NULL,
  "wayIn" DECIMAL(78,0) NOT NULL,
  "wayOut" DECIMAL(78,0) NOT NULL,
  -- On chain less what is expected there.
  "difference" DECIMAL(78,0) NOT NULL,
  "cause" TEXT NOT NULL DEFAULT 'unknown',
  "looks" INTEGER NOT NULL,
  "lookedAt" TIMESTAMPTZ(3) NOT NULL,
  "note" TEXT,
  "journal" UUID,
  "txHash" TEXT,
  "resolvedById" UUID,
  "resolvedByName" TEXT,
  "resolvedAt" TIMESTAMPTZ(3),
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "ReconciliationRow_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ReconciliationRow_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ReconciliationRun" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "ReconciliationRow_status_check" CHECK ("status" IN ('suspected', 'open', 'vanished', 'resolved')),
  CONSTRAINT "ReconciliationRow_cause_check" CHECK ("cause" IN ('missing_event', 'late', 'duplicate', 'dust', 'reorg', 'unknown')),
  CONSTRAINT "ReconciliationRow_place_check" CHECK (("address" IS NULL) <> ("scope" IS NULL)),
  CONSTRAINT "ReconciliationRow_block_check" CHECK ("scope" IS NULL OR "block" IS NULL),
  CONSTRAINT "ReconciliationRow_difference_check" CHECK ("status" IN ('suspected', 'vanished') OR "difference" <> 0),
  CONSTRAINT "ReconciliationRow_resolved_check" CHECK (
    ("status" = 'resolved') = ("resolvedById" IS NOT NULL)
    AND ("resolvedById" IS NULL OR ("note" IS NOT NULL AND "resolvedAt" IS NOT NULL AND ("journal" IS NULL) <> ("txHash" IS NULL))))
);
CREATE UNIQUE INDEX "ReconciliationRow_place_key" ON "ReconciliationRow" ("runId", "assetId", "address", "scope") NULLS NOT DISTINCT;
CREATE INDEX "ReconciliationRow_runId_status_lookedAt_idx" ON "ReconciliationRow" ("runId", "status", "lookedAt");
