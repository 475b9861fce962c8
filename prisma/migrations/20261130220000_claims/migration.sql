-- Whoever sent money that fits no price says that it is theirs, and where it should go back to. An admin decides.
CREATE TABLE "DepositClaim" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "unmatchedId" UUID NOT NULL,
  "destination" TEXT NOT NULL,
  "way" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'begun',
  -- The second transfer that is waited for, in the deposit's own asset.
  "proofAmount" DECIMAL(78,0),
  "proofUntil" TIMESTAMPTZ(3),
  -- What proved it: the signature, or the deposit that the second transfer became.
  "signature" TEXT,
  "proofId" UUID,
  "provedAt" TIMESTAMPTZ(3),
  "decidedById" UUID,
  "decidedByName" TEXT,
  "decidedReason" TEXT,
  "decidedAt" TIMESTAMPTZ(3),
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "DepositClaim_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "DepositClaim_unmatchedId_fkey" FOREIGN KEY ("unmatchedId") REFERENCES "UnmatchedDeposit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "DepositClaim_way_check" CHECK ("way" IN ('signature', 'transfer')),
  CONSTRAINT "DepositClaim_status_check" CHECK ("status" IN ('begun', 'proved', 'accepted', 'refused', 'closed')),
  CONSTRAINT "DepositClaim_proved_check" CHECK ("status" IN ('begun', 'closed') OR "provedAt" IS NOT NULL),
  CONSTRAINT "DepositClaim_decided_check" CHECK ("status" NOT IN ('accepted', 'refused') OR "decidedById" IS NOT NULL),
  CONSTRAINT "DepositClaim_proof_check" CHECK ("provedAt" IS NULL OR ("signature" IS NULL) <> ("proofId" IS NULL))
);
-- The same address claimed again is the same claim.
CREATE UNIQUE INDEX "DepositClaim_live_key" ON "DepositClaim" ("unmatchedId", "destination") WHERE "status" IN ('begun', 'proved', 'accepted');
-- A second transfer tells by its amount which claim it is for.
CREATE UNIQUE INDEX "DepositClaim_proofAmount_key" ON "DepositClaim" ("proofAmount", "unmatchedId") WHERE "status" = 'begun';
CREATE INDEX "DepositClaim_unmatchedId_createdAt_idx" ON "DepositClaim" ("unmatchedId", "createdAt");
CREATE INDEX "UnmatchedDeposit_chain_txHash_idx" ON "UnmatchedDeposit" ("chain", "txHash");
