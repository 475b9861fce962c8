-- Whose money it is, by the lists of those that no money may come from or go to.
-- A published list as it was read: its bytes' hash, its date, and every address of it. One is current.
CREATE TABLE "SanctionList" (
  "id" UUID NOT NULL,
  "source" TEXT NOT NULL,
  "sha256" TEXT NOT NULL,
  "publishedOn" DATE NOT NULL,
  "takenAt" TIMESTAMPTZ(3) NOT NULL,
  -- When it was last seen to be what is published.
  "seenAt" TIMESTAMPTZ(3) NOT NULL,
  "size" BIGINT NOT NULL,
  "addresses" INTEGER NOT NULL,
  "current" BOOLEAN NOT NULL,
  CONSTRAINT "SanctionList_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "SanctionList_sha256_check" CHECK ("sha256" ~ '^[0-9a-f]{64}$'),
  CONSTRAINT "SanctionList_addresses_check" CHECK ("addresses" > 0)
);
CREATE INDEX "SanctionList_source_takenAt_idx" ON "SanctionList" ("source", "takenAt" DESC);
CREATE UNIQUE INDEX "SanctionList_current_key" ON "SanctionList" ("source") WHERE "current";

CREATE TABLE "SanctionAddress" (
  "listId" UUID NOT NULL,
  "address" TEXT NOT NULL,
  CONSTRAINT "SanctionAddress_pkey" PRIMARY KEY ("listId", "address"),
  CONSTRAINT "SanctionAddress_listId_fkey" FOREIGN KEY ("listId") REFERENCES "SanctionList" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- One row: how the worker screens, and how it fares with fetching its list.
CREATE TABLE "ScreeningState" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "provider" TEXT NOT NULL DEFAULT 'none',
  "toldAt" TIMESTAMPTZ(3),
  "attemptedAt" TIMESTAMPTZ(3),
  "failure" TEXT,
  "askedAt" TIMESTAMPTZ(3),
  "askedById" UUID,
  CONSTRAINT "ScreeningState_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ScreeningState_id_check" CHECK ("id" = 1),
  CONSTRAINT "ScreeningState_provider_check" CHECK ("provider" IN ('none', 'ofac', 'chainalysis'))
);
INSERT INTO "ScreeningState" ("id") VALUES (1);

-- What was said of an address when money came from it or was about to go to it.
CREATE TABLE "Screening" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "subjectKind" TEXT NOT NULL,
  "subjectId" UUID NOT NULL,
  "chain" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "role" TEXT NOT NULL,
  "provider" TEXT NOT NULL,
  "edition" TEXT NOT NULL,
  "verdict" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "Screening_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Screening_subjectKind_check" CHECK ("subjectKind" IN ('deposit', 'payout')),
  CONSTRAINT "Screening_role_check" CHECK ("role" IN ('sender', 'origin', 'refund', 'payee')),
  CONSTRAINT "Screening_verdict_check" CHECK ("verdict" IN ('clear', 'hit', 'not_covered'))
);
CREATE UNIQUE INDEX "Screening_said_key" ON "Screening" ("subjectId", "address", "role", "provider", "edition");
CREATE INDEX "Screening_tenantId_at_idx" ON "Screening" ("tenantId", "at" DESC, "id" DESC);
CREATE INDEX "Screening_tenantId_verdict_at_idx" ON "Screening" ("tenantId", "verdict", "at" DESC, "id" DESC);
CREATE INDEX "Screening_chain_address_at_idx" ON "Screening" ("chain", "address", "at" DESC);
REVOKE UPDATE, DELETE ON "Screening" FROM amanat_app;

-- Money that came from a listed address: booked, in no price, and waiting for an admin, who has a date.
CREATE TABLE "Quarantine" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "chain" TEXT NOT NULL,
  "assetId" TEXT NOT NULL,
  "address" TEXT NOT NULL,
  "sender" TEXT NOT NULL,
  "listed" TEXT NOT NULL,
  "provider" TEXT NOT NULL,
  "edition" TEXT NOT NULL,
  "amount" DECIMAL(78,0) NOT NULL,
  "txHash" TEXT NOT NULL,
  "logIndex" INTEGER NOT NULL,
  "block" INTEGER NOT NULL,
  "intentId" UUID,
  "transferId" UUID NOT NULL,
  "reason" TEXT,
  "status" TEXT NOT NULL DEFAULT 'frozen',
  "decideBy" TIMESTAMPTZ(3) NOT NULL,
  "decidedById" UUID,
  "decidedByName" TEXT,
  "decidedReason" TEXT,
  "decidedAt" TIMESTAMPTZ(3),
  "unmatchedId" UUID,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "Quarantine_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Quarantine_status_check" CHECK ("status" IN ('frozen', 'released', 'returned')),
  CONSTRAINT "Quarantine_reason_check" CHECK ("reason" IN ('other_asset', 'no_reference')),
  CONSTRAINT "Quarantine_decided_check" CHECK ("status" = 'frozen' OR "decidedById" IS NOT NULL),
  CONSTRAINT "Quarantine_returned_check" CHECK (("status" = 'returned') = ("unmatchedId" IS NOT NULL))
);
CREATE UNIQUE INDEX "Quarantine_transferId_key" ON "Quarantine" ("transferId");
CREATE INDEX "Quarantine_tenantId_status_createdAt_idx" ON "Quarantine" ("tenantId", "status", "createdAt");
CREATE INDEX "Quarantine_intentId_idx" ON "Quarantine" ("intentId");

ALTER TABLE "UnmatchedDeposit" DROP CONSTRAINT "UnmatchedDeposit_reason_check";
ALTER TABLE "UnmatchedDeposit"
  ADD CONSTRAINT "UnmatchedDeposit_reason_check" CHECK ("reason" IN ('other_asset', 'no_reference', 'native_coin', 'quarantined'));
ALTER TABLE "IncomingTransfer" DROP CONSTRAINT "IncomingTransfer_unmatched_check";
ALTER TABLE "IncomingTransfer"
  ADD CONSTRAINT "IncomingTransfer_unmatched_check" CHECK ("unmatched" IN ('other_asset', 'no_reference', 'quarantined'));
