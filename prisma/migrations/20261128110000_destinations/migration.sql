-- Where money goes has a history of its own: a change waits, stands beside what counts, and can be taken back.
CREATE TABLE "Destination" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "scope" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "address" TEXT NOT NULL,
    "namedAt" TIMESTAMPTZ(3) NOT NULL,
    "effectiveAt" TIMESTAMPTZ(3) NOT NULL,
    "appliedAt" TIMESTAMPTZ(3),
    "cancelledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Destination_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Destination_end_check" CHECK ("appliedAt" IS NULL OR "cancelledAt" IS NULL)
);
CREATE INDEX "Destination_scope_ownerId_idx" ON "Destination"("scope", "ownerId");
-- One change at a time: of two, the later takes the earlier's place.
CREATE UNIQUE INDEX "Destination_waiting_key" ON "Destination"("scope", "ownerId") WHERE "appliedAt" IS NULL AND "cancelledAt" IS NULL;

-- What was named before goes on counting.
INSERT INTO "Destination" ("id", "tenantId", "scope", "ownerId", "address", "namedAt", "effectiveAt", "appliedAt")
SELECT gen_random_uuid(), i."tenantId", i."scope", i."payerId", lower(i."refundAddress"), i."createdAt", i."createdAt", i."createdAt"
FROM (SELECT DISTINCT ON ("scope", "payerId") * FROM "PaymentIntent" WHERE "refundAddress" IS NOT NULL ORDER BY "scope", "payerId", "createdAt" DESC, "id" DESC) i;
INSERT INTO "Destination" ("id", "tenantId", "scope", "ownerId", "address", "namedAt", "effectiveAt", "appliedAt")
SELECT gen_random_uuid(), d."tenantId", d."id", p."userId", lower(d."payoutAddress"), d."createdAt", d."createdAt", d."createdAt"
FROM "Deal" d JOIN "DealParty" p ON p."dealId" = d."id" AND p."role" = 'seller';

ALTER TABLE "PaymentIntent" DROP COLUMN "refundAddress";

-- An instruction that ended unpaid has a successor, or a date on which it gets one.
ALTER TABLE "Payout" ADD COLUMN "rejectedBy" UUID[] NOT NULL DEFAULT ARRAY[]::UUID[];
ALTER TABLE "Payout" ADD COLUMN "replacedById" UUID;
CREATE UNIQUE INDEX "Payout_replacedById_key" ON "Payout"("replacedById");
UPDATE "Payout" p SET "replacedById" = next."id" FROM "Payout" next WHERE next."cause" = 'again:' || p."id";
INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
SELECT gen_random_uuid(), "tenantId", 'payout_redraft', "id", now() + interval '7 days' FROM "Payout" WHERE "status" = 'rejected' AND "replacedById" IS NULL;
