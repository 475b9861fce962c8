-- Who decides about money on hold while there is no dispute desk: one admin proposes, another approves.
CREATE TABLE "DealRuling" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "dealId" UUID NOT NULL,
  "shares" JSONB NOT NULL,
  "reason" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'open',
  "proposedById" UUID NOT NULL,
  "proposedBy" TEXT NOT NULL,
  "decidedById" UUID,
  "decidedBy" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "closedAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "DealRuling_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "DealRuling_status_check" CHECK ("status" IN ('open', 'approved', 'declined', 'lapsed')),
  CONSTRAINT "DealRuling_closed_check" CHECK (("status" = 'open') = ("closedAt" IS NULL)),
  -- Nobody approves what they proposed, whoever asks.
  CONSTRAINT "DealRuling_four_eyes_check" CHECK ("status" <> 'approved' OR ("decidedById" IS NOT NULL AND "decidedById" <> "proposedById")),
  CONSTRAINT "DealRuling_dealId_fkey" FOREIGN KEY ("dealId") REFERENCES "Deal" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "DealRuling_dealId_createdAt_idx" ON "DealRuling" ("dealId", "createdAt");
CREATE UNIQUE INDEX "DealRuling_one_open" ON "DealRuling" ("dealId") WHERE "status" = 'open';
REVOKE DELETE ON "DealRuling" FROM amanat_app;
