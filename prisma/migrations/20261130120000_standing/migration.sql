-- A person's standing: restricted while what runs of theirs ends, banned after it.
ALTER TABLE "User" ADD COLUMN "standing" TEXT NOT NULL DEFAULT 'active';
ALTER TABLE "User" ADD CONSTRAINT "User_standing_check" CHECK ("standing" IN ('active', 'restricted', 'banned'));

-- What was ruled about a person. One of each cause and kind, so that whoever rules may say it twice.
CREATE TABLE "Sanction" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "cause" TEXT NOT NULL,
  "byId" UUID,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "liftedById" UUID,
  "liftedAt" TIMESTAMPTZ(3),
  CONSTRAINT "Sanction_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Sanction_kind_check" CHECK ("kind" IN ('warning', 'ban')),
  CONSTRAINT "Sanction_lifted_check" CHECK (("liftedAt" IS NULL) = ("liftedById" IS NULL))
);
CREATE UNIQUE INDEX "Sanction_userId_kind_cause_key" ON "Sanction" ("userId", "kind", "cause");

-- Whether money of somebody who is to go is still on its way.
CREATE INDEX "Payout_partyId_idx" ON "Payout" ("partyId");
