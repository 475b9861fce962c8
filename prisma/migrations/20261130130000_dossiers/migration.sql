CREATE TABLE "Dossier" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "dealId" UUID NOT NULL,
  "readerId" UUID NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'asked',
  "progress" INTEGER NOT NULL DEFAULT 0,
  "fault" TEXT,
  "objectId" UUID,
  "size" BIGINT,
  "sha256" TEXT,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "nextAt" TIMESTAMPTZ(3),
  "expiresAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 1,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "Dossier_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Dossier_status_check" CHECK ("status" IN ('asked', 'making', 'ready', 'failed', 'expired')),
  CONSTRAINT "Dossier_progress_check" CHECK ("progress" BETWEEN 0 AND 100),
  CONSTRAINT "Dossier_fault_check" CHECK (("status" = 'failed') = ("fault" IS NOT NULL) AND ("fault" IS NULL OR "fault" IN ('too_large', 'broken'))),
  CONSTRAINT "Dossier_ready_check" CHECK ("status" <> 'ready' OR ("objectId" IS NOT NULL AND "size" IS NOT NULL AND "sha256" IS NOT NULL AND "expiresAt" IS NOT NULL))
);
CREATE INDEX "Dossier_readerId_createdAt_idx" ON "Dossier" ("readerId", "createdAt");
CREATE INDEX "Dossier_due_idx" ON "Dossier" ("nextAt") WHERE "nextAt" IS NOT NULL;
CREATE UNIQUE INDEX "Dossier_live_key" ON "Dossier" ("dealId", "readerId") WHERE "status" IN ('asked', 'making', 'ready');

SET ROLE amanat_ledger;
-- Which block holds a transfer, without reading them all.
CREATE INDEX "block_epoch_hi_xid_idx" ON ledger.block ("epoch", "hi_xid");
RESET ROLE;
