-- Four eyes above a limit, holds on payouts, and several approvals by one proof.
ALTER TABLE "Payout"
  ADD COLUMN "firstApprovedById" UUID,
  ADD COLUMN "firstApprovedByName" TEXT,
  ADD COLUMN "firstApprovedAt" TIMESTAMPTZ(3),
  ADD COLUMN "firstApprovedFor" TEXT,
  ADD COLUMN "heldUntil" TIMESTAMPTZ(3),
  ADD COLUMN "heldById" UUID,
  ADD COLUMN "heldByName" TEXT,
  ADD COLUMN "heldReason" TEXT;

CREATE TABLE "BatchedApproval" (
  "batchId" UUID NOT NULL,
  "position" INTEGER NOT NULL,
  "tenantId" UUID NOT NULL,
  "adminId" UUID NOT NULL,
  "payoutId" UUID NOT NULL,
  "version" INTEGER NOT NULL,
  "assetId" TEXT NOT NULL,
  "amount" DECIMAL(78,0) NOT NULL,
  "destination" TEXT NOT NULL,
  "balance" DECIMAL(78,0) NOT NULL,
  "became" TEXT,
  "reached" INTEGER,
  "code" TEXT,
  "fields" TEXT[] DEFAULT ARRAY[]::TEXT[],
  "until" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "BatchedApproval_pkey" PRIMARY KEY ("batchId", "position")
);
