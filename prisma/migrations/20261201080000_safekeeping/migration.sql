-- Devices that sign approvals, the texts that they are to sign, and the hours in which approvals go without them.
CREATE TABLE "ApprovalDevice" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "ownerId" UUID NOT NULL,
  "ownerName" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "xpub" TEXT NOT NULL,
  -- The first address of its account.
  "address" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'asked',
  "movedById" UUID NOT NULL,
  "movedByName" TEXT NOT NULL,
  "movedAt" TIMESTAMPTZ(3) NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "ApprovalDevice_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "ApprovalDevice_status_check" CHECK ("status" IN ('asked', 'active', 'suspended', 'revoked')),
  -- Nobody who moved it last decides next: who registered it does not accept it.
  CONSTRAINT "ApprovalDevice_asked_check" CHECK ("status" <> 'asked' OR "movedById" = "ownerId")
);
-- One key is one device, whoever says that it is theirs.
CREATE UNIQUE INDEX "ApprovalDevice_address_live_key" ON "ApprovalDevice" ("tenantId", "address") WHERE "status" <> 'revoked';
CREATE INDEX "ApprovalDevice_tenantId_ownerId_idx" ON "ApprovalDevice" ("tenantId", "ownerId");
CREATE INDEX "ApprovalDevice_tenantId_movedAt_id_idx" ON "ApprovalDevice" ("tenantId", "movedAt" DESC, "id" DESC);

CREATE TABLE "TextToSign" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "adminId" UUID NOT NULL,
  -- A payout, or the admin whose device is registered.
  "subjectId" UUID NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "TextToSign_pkey" PRIMARY KEY ("id")
);
-- An admin has one text for one thing at a time: asking anew voids the one before, and using it takes it away.
CREATE UNIQUE INDEX "TextToSign_adminId_subjectId_key" ON "TextToSign" ("adminId", "subjectId");

CREATE TABLE "BreakGlass" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "reason" TEXT NOT NULL,
  "startedById" UUID NOT NULL,
  "startedByName" TEXT NOT NULL,
  "startedAt" TIMESTAMPTZ(3) NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  "endedById" UUID,
  "endedByName" TEXT,
  "endedAt" TIMESTAMPTZ(3),
  CONSTRAINT "BreakGlass_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "BreakGlass_hour_check" CHECK ("until" > "startedAt" AND "until" <= "startedAt" + INTERVAL '1 hour'),
  CONSTRAINT "BreakGlass_ended_check" CHECK (("endedById" IS NULL) = ("endedByName" IS NULL) AND ("endedById" IS NULL OR "endedAt" IS NOT NULL))
);
CREATE UNIQUE INDEX "BreakGlass_live_key" ON "BreakGlass" ("tenantId") WHERE "endedAt" IS NULL;
CREATE INDEX "BreakGlass_tenantId_startedAt_idx" ON "BreakGlass" ("tenantId", "startedAt" DESC);
