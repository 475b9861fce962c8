-- Whatever arrives at an address of ours is booked: to its price where it fits, else as an unmatched deposit. And nobody
-- outside makes us spend or wait: what is not worth its gas waits and is shown, and every source of news takes its turn.

-- AlterTable
ALTER TABLE "IncomingTransfer" ADD COLUMN     "assetId" TEXT,
ADD COLUMN     "checkedAt" TIMESTAMPTZ(3),
ADD COLUMN     "quiet" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "unmatched" TEXT,
ALTER COLUMN "intentId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "PaymentIntent" ADD COLUMN     "counterfeits" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "undrafted" DECIMAL(78,0) NOT NULL DEFAULT 0,
ADD COLUMN     "undraftedSince" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Payout" ADD COLUMN     "unmatchedId" UUID,
ALTER COLUMN "partyId" DROP NOT NULL,
ALTER COLUMN "counterpartyId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "TxAttempt" ADD COLUMN     "to" TEXT,
ADD COLUMN     "value" DECIMAL(78,0);

-- AlterTable
ALTER TABLE "WebhookInbox" ADD COLUMN     "origin" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "target" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "turn" BIGINT NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Sweep" ADD COLUMN     "wanted" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "UnmatchedDeposit" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "chain" TEXT NOT NULL,
    "assetId" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "sender" TEXT,
    "amount" DECIMAL(78,0) NOT NULL,
    "txHash" TEXT,
    "logIndex" INTEGER,
    "block" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "intentId" UUID,
    "transferId" UUID,
    "status" TEXT NOT NULL DEFAULT 'open',
    "payoutId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "UnmatchedDeposit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OwnAddress" (
    "chain" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "watchFromBlock" INTEGER,
    "watchedAt" TIMESTAMPTZ(3),
    "nativeBlock" INTEGER,
    "nativeCheckedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OwnAddress_pkey" PRIMARY KEY ("chain","address")
);

-- CreateIndex
CREATE UNIQUE INDEX "UnmatchedDeposit_transferId_key" ON "UnmatchedDeposit"("transferId");
CREATE INDEX "UnmatchedDeposit_tenantId_status_createdAt_idx" ON "UnmatchedDeposit"("tenantId", "status", "createdAt");
CREATE INDEX "OwnAddress_chain_nativeCheckedAt_idx" ON "OwnAddress"("chain", "nativeCheckedAt");
CREATE INDEX "WebhookInbox_processedAt_turn_receivedAt_idx" ON "WebhookInbox"("processedAt", "turn", "receivedAt");
CREATE INDEX "WebhookInbox_target_processedAt_idx" ON "WebhookInbox"("target", "processedAt");
DROP INDEX "Sweep_incomingId_key";
CREATE INDEX "Sweep_chain_address_assetId_status_idx" ON "Sweep"("chain", "address", "assetId", "status");

ALTER TABLE "UnmatchedDeposit"
  ADD CONSTRAINT "UnmatchedDeposit_amount_check" CHECK ("amount" > 0),
  ADD CONSTRAINT "UnmatchedDeposit_status_check" CHECK ("status" IN ('open', 'refunding', 'refunded')),
  ADD CONSTRAINT "UnmatchedDeposit_reason_check" CHECK ("reason" IN ('other_asset', 'no_reference', 'native_coin'));
ALTER TABLE "IncomingTransfer"
  ADD CONSTRAINT "IncomingTransfer_unmatched_check" CHECK ("unmatched" IN ('other_asset', 'no_reference'));
ALTER TABLE "PaymentIntent"
  ADD CONSTRAINT "PaymentIntent_undrafted_check" CHECK ("undrafted" >= 0 AND ("undrafted" = 0) = ("undraftedSince" IS NULL));

-- The scanner: an address anybody may pay to, logs that are counted, and turns between targets.
ALTER TABLE "scanner"."watch_target" ALTER COLUMN "proxy" DROP NOT NULL,
ALTER COLUMN "reference_hash" DROP NOT NULL;
ALTER TABLE "scanner"."observed_transfer" ADD COLUMN     "also" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "scanner"."webhook_outbox" ADD COLUMN     "target_id" TEXT NOT NULL DEFAULT '';
UPDATE "scanner"."webhook_outbox" SET "target_id" = "body"::jsonb->>'targetId' WHERE "delivered_at" IS NULL;

-- What rows that exist move, by the tokens we know.
UPDATE "IncomingTransfer" t SET "assetId" = a."id" FROM "Asset" a
WHERE a."allowed" AND a."chain" = t."chain" AND lower(a."token") = t."token";
-- Money of ours that was turned away because it was not what its intent asked for is looked at again, and booked.
UPDATE "IncomingTransfer" t
SET "status" = 'detected', "rejection" = NULL, "version" = t."version" + 1,
    "via" = 'deposit', "unmatched" = CASE WHEN t."assetId" = i."assetId" THEN NULL ELSE 'other_asset' END
FROM "PaymentIntent" i
WHERE i."id" = t."intentId" AND t."status" = 'rejected' AND t."assetId" IS NOT NULL AND t."recipient" = i."depositAddress"
  AND t."rejection" IN ('wrong_token', 'wrong_recipient');
