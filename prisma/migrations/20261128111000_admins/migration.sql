-- Two accounts are not two people: who becomes an admin waits for another admin, and decides nothing at first.
ALTER TABLE "User" ADD COLUMN "adminSince" TIMESTAMPTZ(3);
-- Admins from before the rule count as old.
UPDATE "User" SET "adminSince" = '1970-01-01' WHERE 'admin' = ANY ("roles");

CREATE TABLE "AdminGrant" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "roles" "UserRole"[],
    "askedById" UUID NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "outcome" TEXT,
    "endedById" UUID,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AdminGrant_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "AdminGrant_outcome_check" CHECK ("outcome" IN ('given', 'stopped', 'lapsed'))
);
CREATE INDEX "AdminGrant_userId_idx" ON "AdminGrant"("userId");
CREATE UNIQUE INDEX "AdminGrant_waiting_key" ON "AdminGrant"("userId") WHERE "outcome" IS NULL;
