-- Deals of every kind stand in tables of their own: what they share in "Deal", "DealParty" and "Tranche", what a purchase is about
-- in "Purchase". Columns that are compared are text with a check: under row-level security an enum's comparison loses the index.

-- What a purchase is about leaves the deal. A deal that ended without its purpose left its request to others.
CREATE TABLE "Purchase" (
  "dealId" UUID NOT NULL,
  "requestId" UUID NOT NULL,
  "offerId" UUID NOT NULL,
  "live" BOOLEAN NOT NULL DEFAULT true,
  "payoutAddress" TEXT NOT NULL,
  "delivery" JSONB NOT NULL,
  "deliveryDays" INTEGER NOT NULL,
  "handover" JSONB,
  "deliverBy" TIMESTAMPTZ(3),
  "lateFrom" TIMESTAMPTZ(3),
  "contests" INTEGER NOT NULL DEFAULT 0,
  "contest" JSONB,
  "deliveredAt" TIMESTAMPTZ(3),
  CONSTRAINT "Purchase_pkey" PRIMARY KEY ("dealId")
);
INSERT INTO "Purchase" ("dealId", "requestId", "offerId", "live", "payoutAddress", "delivery", "deliveryDays", "handover", "deliverBy",
  "lateFrom", "contests", "contest", "deliveredAt")
SELECT "id", "requestId", "offerId", "status" NOT IN ('cancelled', 'expired', 'refunded'), "payoutAddress", "delivery", "deliveryDays",
  "handover", "deliverBy", "lateFrom", "contests", "contest", "deliveredAt"
FROM "Deal";
CREATE INDEX "Purchase_requestId_idx" ON "Purchase" ("requestId");
-- One live deal per request.
CREATE UNIQUE INDEX "Purchase_requestId_live_key" ON "Purchase" ("requestId") WHERE "live";
REVOKE DELETE ON "Purchase" FROM amanat_app;

-- The price is the tranches'. Until now each deal had one, the whole of it; it keeps its ordinal, by which the trail knows it.
ALTER TABLE "Tranche"
  ADD COLUMN "id" UUID,
  ADD COLUMN "assetId" TEXT,
  ADD COLUMN "feeBps" INTEGER,
  ADD COLUMN "payeeId" UUID,
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0,
  ALTER COLUMN "status" DROP DEFAULT,
  ALTER COLUMN "status" TYPE TEXT USING "status"::text;
UPDATE "Tranche" t
SET "id" = gen_random_uuid(), "assetId" = d."assetId", "feeBps" = d."feeBps", "payeeId" = p."userId"
FROM "Deal" d JOIN "DealParty" p ON p."dealId" = d."id" AND p."role" = 'seller'
WHERE d."id" = t."dealId";
ALTER TABLE "Tranche"
  ALTER COLUMN "id" SET NOT NULL,
  ALTER COLUMN "assetId" SET NOT NULL,
  ALTER COLUMN "feeBps" SET NOT NULL,
  ALTER COLUMN "payeeId" SET NOT NULL,
  ALTER COLUMN "status" SET DEFAULT 'pending',
  DROP CONSTRAINT "Tranche_pkey",
  ADD CONSTRAINT "Tranche_pkey" PRIMARY KEY ("id"),
  ADD CONSTRAINT "Tranche_feeBps_check" CHECK ("feeBps" BETWEEN 0 AND 10000),
  ADD CONSTRAINT "Tranche_status_check" CHECK ("status" IN ('pending', 'held', 'released', 'refunded'));
CREATE UNIQUE INDEX "Tranche_dealId_ordinal_key" ON "Tranche" ("dealId", "ordinal");

DROP INDEX "Deal_requestId_live_key", "Deal_requestId_idx", "Deal_tenantId_status_idx";
ALTER TABLE "Deal"
  DROP CONSTRAINT "Deal_price_check",
  DROP COLUMN "requestId",
  DROP COLUMN "offerId",
  DROP COLUMN "assetId",
  DROP COLUMN "price",
  DROP COLUMN "feeBps",
  DROP COLUMN "fee",
  DROP COLUMN "payoutAddress",
  DROP COLUMN "delivery",
  DROP COLUMN "deliveryDays",
  DROP COLUMN "handover",
  DROP COLUMN "deliverBy",
  DROP COLUMN "lateFrom",
  DROP COLUMN "contests",
  DROP COLUMN "contest",
  DROP COLUMN "deliveredAt",
  ALTER COLUMN "kind" DROP DEFAULT,
  ALTER COLUMN "kind" TYPE TEXT USING "kind"::text,
  ALTER COLUMN "status" DROP DEFAULT,
  ALTER COLUMN "status" TYPE TEXT USING "status"::text,
  ADD COLUMN "termsVersion" TEXT NOT NULL DEFAULT '2026-11-20';
ALTER TABLE "Deal"
  ALTER COLUMN "termsVersion" DROP DEFAULT,
  ADD CONSTRAINT "Deal_kind_status_check" CHECK (
    "kind" = 'purchase' AND "status" IN ('payment', 'processing', 'delivery', 'delivered', 'confirming', 'completed', 'cancelled', 'expired', 'refunded')
  );
CREATE INDEX "Deal_tenantId_status_idx" ON "Deal" ("tenantId", "status");

ALTER TABLE "DealParty"
  ALTER COLUMN "role" TYPE TEXT USING "role"::text,
  ADD CONSTRAINT "DealParty_role_check" CHECK ("role" IN ('buyer', 'seller'));

DROP INDEX "Request_tenantId_status_createdAt_id_idx";
ALTER TABLE "Request"
  ALTER COLUMN "status" DROP DEFAULT,
  ALTER COLUMN "status" TYPE TEXT USING "status"::text,
  ALTER COLUMN "status" SET DEFAULT 'pending',
  ADD CONSTRAINT "Request_status_check" CHECK (
    "status" IN ('pending_payment', 'pending', 'active', 'received_offers', 'in_negotiation', 'matched', 'cancelled', 'expired')
  );
CREATE INDEX "Request_tenantId_status_createdAt_id_idx" ON "Request" ("tenantId", "status", "createdAt" DESC, "id");

DROP INDEX "Offer_requestId_sellerId_live_key", "Offer_requestId_status_idx";
ALTER TABLE "Offer"
  ALTER COLUMN "status" DROP DEFAULT,
  ALTER COLUMN "status" TYPE TEXT USING "status"::text,
  ALTER COLUMN "status" SET DEFAULT 'submitted',
  ADD CONSTRAINT "Offer_status_check" CHECK (
    "status" IN ('draft', 'submitted', 'countered', 'accepted', 'fulfilled', 'withdrawn', 'rejected', 'expired', 'superseded')
  );
CREATE INDEX "Offer_requestId_status_idx" ON "Offer" ("requestId", "status");
CREATE UNIQUE INDEX "Offer_requestId_sellerId_live_key" ON "Offer" ("requestId", "sellerId") WHERE "status" IN ('submitted', 'countered', 'accepted');

DROP TYPE "RequestState", "OfferState", "DealKind", "DealState", "DealPartyRole", "TrancheState";
