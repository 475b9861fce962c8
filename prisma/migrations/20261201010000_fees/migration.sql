-- Earned fees are paid out like everything else, to the operator's own wallet.
ALTER TABLE "Payout" DROP CONSTRAINT "Payout_kind_check";
ALTER TABLE "Payout" ADD CONSTRAINT "Payout_kind_check" CHECK ("kind" IN ('release', 'refund', 'fee'));
ALTER TABLE "Payout" ADD CONSTRAINT "Payout_fee_check"
  CHECK ("kind" <> 'fee' OR ("partyId" IS NULL AND "intentId" IS NULL AND "movementId" IS NULL AND "unmatchedId" IS NULL));

-- What has been withdrawn of an asset; and whose fees a hold can still take back: of releases that are not paid on chain yet, which are few.
CREATE INDEX "Payout_fees_idx" ON "Payout" ("tenantId", "assetId") WHERE "kind" = 'fee';
CREATE INDEX "Payout_unpaid_releases_idx" ON "Payout" ("tenantId", "assetId")
  WHERE "kind" = 'release' AND "replacedById" IS NULL AND "status" NOT IN ('settled', 'cancelled');
CREATE INDEX "Movement_waiting_idx" ON "Movement" ("tenantId", "assetId") WHERE "status" = 'waiting';

-- The wallet that fees go to, as a worker was configured with it, and the moment from which it counts.
ALTER TABLE "CustodyState"
  ADD COLUMN "receiver" TEXT,
  ADD COLUMN "receiverFrom" TIMESTAMPTZ(3),
  ADD CONSTRAINT "CustodyState_receiver_check" CHECK (("receiver" IS NULL) = ("receiverFrom" IS NULL));
