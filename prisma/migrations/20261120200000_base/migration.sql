-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "ledger";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "scanner";

-- CreateEnum
CREATE TYPE "UserRole" AS ENUM ('buyer', 'seller', 'guard', 'resolver', 'admin');

-- CreateEnum
CREATE TYPE "DeadlineStatus" AS ENUM ('pending', 'done', 'cancelled');

-- CreateEnum
CREATE TYPE "ProductType" AS ENUM ('physical_product', 'digital_product', 'service', 'consultation');

-- CreateEnum
CREATE TYPE "Urgency" AS ENUM ('low', 'normal', 'high', 'urgent');

-- CreateEnum
CREATE TYPE "RequestState" AS ENUM ('pending_payment', 'pending', 'active', 'received_offers', 'in_negotiation', 'matched', 'cancelled', 'expired');

-- CreateEnum
CREATE TYPE "OfferState" AS ENUM ('draft', 'submitted', 'countered', 'accepted', 'fulfilled', 'withdrawn', 'rejected', 'expired', 'superseded');

-- CreateEnum
CREATE TYPE "DealKind" AS ENUM ('purchase', 'consultation', 'invoice');

-- CreateEnum
CREATE TYPE "DealState" AS ENUM ('payment', 'processing', 'delivery', 'delivered', 'confirming', 'completed', 'cancelled', 'expired', 'refunded');

-- CreateEnum
CREATE TYPE "DealPartyRole" AS ENUM ('buyer', 'seller');

-- CreateEnum
CREATE TYPE "TrancheState" AS ENUM ('pending', 'held', 'released', 'refunded');

-- CreateEnum
CREATE TYPE "IntentState" AS ENUM ('created', 'awaiting', 'detected', 'confirming', 'credited', 'expired', 'cancelled');

-- CreateEnum
CREATE TYPE "IntentException" AS ENUM ('none', 'underpaid', 'overpaid', 'late', 'quarantined');

-- CreateEnum
CREATE TYPE "IncomingState" AS ENUM ('detected', 'confirming', 'credited', 'orphaned', 'rejected');

-- CreateEnum
CREATE TYPE "PayoutKind" AS ENUM ('release', 'refund');

-- CreateEnum
CREATE TYPE "PayoutState" AS ENUM ('draft', 'pending_approval', 'approved', 'signing', 'broadcast', 'confirming', 'settled', 'failed', 'rejected', 'cancelled');

-- CreateEnum
CREATE TYPE "SweepState" AS ENUM ('planned', 'gas_topup', 'transfer', 'settled', 'failed');

-- CreateEnum
CREATE TYPE "TxState" AS ENUM ('signed', 'broadcast', 'mined', 'settled', 'failed', 'replaced');

-- CreateTable
CREATE TABLE "User" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "email" TEXT,
    "emailVerifiedAt" TIMESTAMPTZ(3),
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'fa',
    "roles" "UserRole"[],
    "passwordHash" TEXT,
    "completedDeals" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Identity" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Identity_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "userId" UUID NOT NULL,
    "surface" TEXT NOT NULL,
    "amr" TEXT[],
    "userAgent" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stepUpAt" TIMESTAMPTZ(3),
    "idleExpiresAt" TIMESTAMPTZ(3) NOT NULL,
    "absExpiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),
    "revokeReason" TEXT,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuthChallenge" (
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "secretHash" BYTEA NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "consumedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuthChallenge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tenant" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "tenantId" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("tenantId","key")
);

-- CreateTable
CREATE TABLE "ChannelHead" (
    "channel" TEXT NOT NULL,
    "seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ChannelHead_pkey" PRIMARY KEY ("channel")
);

-- CreateTable
CREATE TABLE "Event" (
    "channel" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "tenantId" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" UUID,
    "actorName" TEXT NOT NULL,
    "actorRole" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "correlationId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "reacts" BOOLEAN NOT NULL DEFAULT false,
    "handledAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("channel","seq")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "principal" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" BYTEA NOT NULL,
    "response" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("principal","route","key")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" UUID,
    "sessionId" UUID,
    "action" TEXT NOT NULL,
    "subjectKind" TEXT NOT NULL,
    "subjectId" UUID,
    "payload" JSONB NOT NULL,
    "salt" BYTEA NOT NULL,
    "digest" BYTEA NOT NULL,
    "correlationId" TEXT NOT NULL,
    "xid" BIGINT NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deadline" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "status" "DeadlineStatus" NOT NULL DEFAULT 'pending',
    "pausedAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Deadline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Heartbeat" (
    "process" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "Heartbeat_pkey" PRIMARY KEY ("process")
);

-- CreateTable
CREATE TABLE "Request" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "buyerId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "productType" "ProductType" NOT NULL,
    "category" TEXT NOT NULL,
    "assetId" TEXT NOT NULL,
    "budgetMin" DECIMAL(78,0) NOT NULL,
    "budgetMax" DECIMAL(78,0) NOT NULL,
    "urgency" "Urgency" NOT NULL,
    "delivery" JSONB NOT NULL,
    "status" "RequestState" NOT NULL DEFAULT 'pending',
    "activeDealId" UUID,
    "liveOffers" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 0,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Offer" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "requestId" UUID NOT NULL,
    "sellerId" UUID NOT NULL,
    "assetId" TEXT NOT NULL,
    "price" DECIMAL(78,0) NOT NULL,
    "deliveryDays" INTEGER NOT NULL,
    "notes" TEXT NOT NULL DEFAULT '',
    "payoutAddress" TEXT NOT NULL,
    "status" "OfferState" NOT NULL DEFAULT 'submitted',
    "validUntil" TIMESTAMPTZ(3) NOT NULL,
    "dealId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Offer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deal" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "kind" "DealKind" NOT NULL DEFAULT 'purchase',
    "status" "DealState" NOT NULL DEFAULT 'payment',
    "requestId" UUID NOT NULL,
    "offerId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "assetId" TEXT NOT NULL,
    "price" DECIMAL(78,0) NOT NULL,
    "feeBps" INTEGER NOT NULL,
    "fee" DECIMAL(78,0) NOT NULL,
    "payoutAddress" TEXT NOT NULL,
    "delivery" JSONB NOT NULL,
    "deliveryDays" INTEGER NOT NULL,
    "handover" JSONB,
    "onHold" BOOLEAN NOT NULL DEFAULT false,
    "fundedAt" TIMESTAMPTZ(3),
    "deliveredAt" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Deal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DealParty" (
    "dealId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "role" "DealPartyRole" NOT NULL,

    CONSTRAINT "DealParty_pkey" PRIMARY KEY ("dealId","userId","role")
);

-- CreateTable
CREATE TABLE "Tranche" (
    "dealId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "status" "TrancheState" NOT NULL DEFAULT 'pending',

    CONSTRAINT "Tranche_pkey" PRIMARY KEY ("dealId","ordinal")
);

-- CreateTable
CREATE TABLE "Asset" (
    "id" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "chainName" TEXT NOT NULL,
    "token" TEXT,
    "symbol" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "decimals" INTEGER NOT NULL,
    "allowed" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Asset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PaymentIntent" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "scope" UUID NOT NULL,
    "payerId" UUID NOT NULL,
    "payeeId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "assetId" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "received" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "status" "IntentState" NOT NULL DEFAULT 'created',
    "exception" "IntentException" NOT NULL DEFAULT 'none',
    "refundAddress" TEXT,
    "derivationIndex" INTEGER,
    "depositAddress" TEXT,
    "proxy" TEXT,
    "proxyTo" TEXT,
    "reference" TEXT,
    "referenceHash" TEXT,
    "watchFromBlock" INTEGER,
    "watchedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "creditedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "PaymentIntent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IncomingTransfer" (
    "id" UUID NOT NULL,
    "intentId" UUID NOT NULL,
    "chain" TEXT NOT NULL,
    "blockNumber" INTEGER NOT NULL,
    "blockHash" TEXT NOT NULL,
    "txHash" TEXT NOT NULL,
    "logIndex" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "via" TEXT NOT NULL,
    "status" "IncomingState" NOT NULL DEFAULT 'detected',
    "rejection" TEXT,
    "confirmations" INTEGER NOT NULL DEFAULT 0,
    "required" INTEGER NOT NULL DEFAULT 0,
    "finalized" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "creditedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "IncomingTransfer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WebhookInbox" (
    "id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "deliveryId" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "rawBody" BYTEA NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processedAt" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" TEXT,

    CONSTRAINT "WebhookInbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Payout" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "kind" "PayoutKind" NOT NULL,
    "status" "PayoutState" NOT NULL DEFAULT 'pending_approval',
    "scope" UUID NOT NULL,
    "intentId" UUID,
    "cause" TEXT NOT NULL,
    "partyId" UUID NOT NULL,
    "counterpartyId" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "assetId" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "destination" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "approvedById" UUID,
    "approvedByName" TEXT,
    "approvedAt" TIMESTAMPTZ(3),
    "rejectedReason" TEXT,
    "txHash" TEXT,
    "failure" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settledAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Payout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Sweep" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "intentId" UUID NOT NULL,
    "incomingId" UUID NOT NULL,
    "derivationIndex" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "assetId" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "gasAmount" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "status" "SweepState" NOT NULL DEFAULT 'planned',
    "failure" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Sweep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignerNonce" (
    "chain" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "next" INTEGER NOT NULL,

    CONSTRAINT "SignerNonce_pkey" PRIMARY KEY ("chain","address")
);

-- CreateTable
CREATE TABLE "TxAttempt" (
    "id" UUID NOT NULL,
    "chain" TEXT NOT NULL,
    "signer" TEXT NOT NULL,
    "nonce" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "raw" TEXT NOT NULL,
    "txHash" TEXT NOT NULL,
    "status" "TxState" NOT NULL DEFAULT 'signed',
    "blockNumber" INTEGER,
    "gasCost" DECIMAL(78,0),
    "failure" TEXT,
    "broadcastAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TxAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scanner"."chain_cursor" (
    "chain" TEXT NOT NULL,
    "next_block" INTEGER NOT NULL,
    "sealed_to" INTEGER NOT NULL,
    "sealed_hash" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'following',
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chain_cursor_pkey" PRIMARY KEY ("chain")
);

-- CreateTable
CREATE TABLE "scanner"."block_header" (
    "chain" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "parent" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "canonical" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "block_header_pkey" PRIMARY KEY ("chain","hash")
);

-- CreateTable
CREATE TABLE "scanner"."watch_target" (
    "id" TEXT NOT NULL,
    "chain" TEXT NOT NULL,
    "deposit_address" TEXT NOT NULL,
    "proxy" TEXT NOT NULL,
    "reference_hash" TEXT NOT NULL,
    "from_block" INTEGER NOT NULL,
    "backfilled" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "watch_target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "scanner"."observed_transfer" (
    "chain" TEXT NOT NULL,
    "block_hash" TEXT NOT NULL,
    "tx_hash" TEXT NOT NULL,
    "log_index" INTEGER NOT NULL,
    "target_id" TEXT NOT NULL,
    "block_number" INTEGER NOT NULL,
    "token" TEXT NOT NULL,
    "sender" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "via" TEXT NOT NULL,
    "reference_hash" TEXT,
    "status" TEXT NOT NULL DEFAULT 'seen',
    "confirmations" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "observed_transfer_pkey" PRIMARY KEY ("chain","block_hash","tx_hash","log_index")
);

-- CreateTable
CREATE TABLE "scanner"."webhook_outbox" (
    "delivery_id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "chain" TEXT NOT NULL,
    "transfer_key" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_outbox_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateIndex
CREATE INDEX "User_tenantId_email_idx" ON "User"("tenantId", "email");

-- CreateIndex
CREATE INDEX "Identity_userId_idx" ON "Identity"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Session_tokenHash_key" ON "Session"("tokenHash");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "AuthChallenge_purpose_subject_idx" ON "AuthChallenge"("purpose", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "Tenant_slug_key" ON "Tenant"("slug");

-- CreateIndex
CREATE INDEX "Event_tenantId_type_at_idx" ON "Event"("tenantId", "type", "at");

-- CreateIndex
CREATE INDEX "IdempotencyKey_createdAt_idx" ON "IdempotencyKey"("createdAt");

-- CreateIndex
CREATE INDEX "AuditEntry_tenantId_subjectKind_subjectId_idx" ON "AuditEntry"("tenantId", "subjectKind", "subjectId");

-- CreateIndex
CREATE INDEX "Deadline_status_dueAt_idx" ON "Deadline"("status", "dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "Deadline_purpose_subjectId_key" ON "Deadline"("purpose", "subjectId");

-- CreateIndex
CREATE INDEX "Request_tenantId_status_createdAt_id_idx" ON "Request"("tenantId", "status", "createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Request_buyerId_createdAt_idx" ON "Request"("buyerId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Offer_requestId_status_idx" ON "Offer"("requestId", "status");

-- CreateIndex
CREATE INDEX "Offer_sellerId_createdAt_idx" ON "Offer"("sellerId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "Deal_tenantId_status_idx" ON "Deal"("tenantId", "status");

-- CreateIndex
CREATE INDEX "Deal_requestId_idx" ON "Deal"("requestId");

-- CreateIndex
CREATE INDEX "DealParty_userId_dealId_idx" ON "DealParty"("userId", "dealId");

-- CreateIndex
CREATE UNIQUE INDEX "PaymentIntent_derivationIndex_key" ON "PaymentIntent"("derivationIndex");

-- CreateIndex
CREATE UNIQUE INDEX "PaymentIntent_referenceHash_key" ON "PaymentIntent"("referenceHash");

-- CreateIndex
CREATE INDEX "PaymentIntent_scope_idx" ON "PaymentIntent"("scope");

-- CreateIndex
CREATE INDEX "PaymentIntent_status_expiresAt_idx" ON "PaymentIntent"("status", "expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "PaymentIntent_chain_depositAddress_key" ON "PaymentIntent"("chain", "depositAddress");

-- CreateIndex
CREATE INDEX "IncomingTransfer_intentId_idx" ON "IncomingTransfer"("intentId");

-- CreateIndex
CREATE INDEX "IncomingTransfer_status_idx" ON "IncomingTransfer"("status");

-- CreateIndex
CREATE UNIQUE INDEX "IncomingTransfer_chain_blockHash_txHash_logIndex_key" ON "IncomingTransfer"("chain", "blockHash", "txHash", "logIndex");

-- CreateIndex
CREATE INDEX "WebhookInbox_processedAt_nextAt_idx" ON "WebhookInbox"("processedAt", "nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "WebhookInbox_provider_deliveryId_key" ON "WebhookInbox"("provider", "deliveryId");

-- CreateIndex
CREATE UNIQUE INDEX "Payout_cause_key" ON "Payout"("cause");

-- CreateIndex
CREATE INDEX "Payout_tenantId_status_createdAt_idx" ON "Payout"("tenantId", "status", "createdAt");

-- CreateIndex
CREATE INDEX "Payout_scope_idx" ON "Payout"("scope");

-- CreateIndex
CREATE UNIQUE INDEX "Sweep_incomingId_key" ON "Sweep"("incomingId");

-- CreateIndex
CREATE INDEX "Sweep_status_idx" ON "Sweep"("status");

-- CreateIndex
CREATE UNIQUE INDEX "TxAttempt_txHash_key" ON "TxAttempt"("txHash");

-- CreateIndex
CREATE INDEX "TxAttempt_status_idx" ON "TxAttempt"("status");

-- CreateIndex
CREATE UNIQUE INDEX "TxAttempt_chain_signer_nonce_key" ON "TxAttempt"("chain", "signer", "nonce");

-- CreateIndex
CREATE UNIQUE INDEX "TxAttempt_subjectId_step_key" ON "TxAttempt"("subjectId", "step");

-- CreateIndex
CREATE INDEX "block_header_chain_number_idx" ON "scanner"."block_header"("chain", "number");

-- CreateIndex
CREATE UNIQUE INDEX "watch_target_chain_deposit_address_key" ON "scanner"."watch_target"("chain", "deposit_address");

-- CreateIndex
CREATE UNIQUE INDEX "watch_target_chain_reference_hash_key" ON "scanner"."watch_target"("chain", "reference_hash");

-- CreateIndex
CREATE INDEX "observed_transfer_chain_status_idx" ON "scanner"."observed_transfer"("chain", "status");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_outbox_seq_key" ON "scanner"."webhook_outbox"("seq");

-- CreateIndex
CREATE INDEX "webhook_outbox_delivered_at_next_at_idx" ON "scanner"."webhook_outbox"("delivered_at", "next_at");

-- CreateIndex
CREATE INDEX "webhook_outbox_transfer_key_seq_idx" ON "scanner"."webhook_outbox"("transfer_key", "seq");

-- AddForeignKey
ALTER TABLE "Identity" ADD CONSTRAINT "Identity_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Offer" ADD CONSTRAINT "Offer_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "Request"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DealParty" ADD CONSTRAINT "DealParty_dealId_fkey" FOREIGN KEY ("dealId") REFERENCES "Deal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Tranche" ADD CONSTRAINT "Tranche_dealId_fkey" FOREIGN KEY ("dealId") REFERENCES "Deal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncomingTransfer" ADD CONSTRAINT "IncomingTransfer_intentId_fkey" FOREIGN KEY ("intentId") REFERENCES "PaymentIntent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
