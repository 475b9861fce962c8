CREATE TABLE "WebhookEndpoint" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "ownerId" UUID NOT NULL,
  "ofTenant" BOOLEAN NOT NULL,
  "url" TEXT NOT NULL,
  "description" TEXT NOT NULL,
  "types" TEXT[],
  "plainSignature" BOOLEAN NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'active',
  "pausedBy" TEXT,
  "pausedAt" TIMESTAMPTZ(3),
  "failingSince" TIMESTAMPTZ(3),
  "failures" INTEGER NOT NULL DEFAULT 0,
  "nextAt" TIMESTAMPTZ(3),
  "lease" UUID,
  "leaseUntil" TIMESTAMPTZ(3),
  "secretNumber" INTEGER NOT NULL DEFAULT 1,
  "formerUntil" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 1,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "deletedAt" TIMESTAMPTZ(3),
  CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "WebhookEndpoint_status_check" CHECK ("status" IN ('active', 'failing', 'paused', 'deleted')),
  CONSTRAINT "WebhookEndpoint_pausedBy_check" CHECK (("status" = 'paused') = ("pausedBy" IS NOT NULL) AND ("pausedBy" IS NULL) = ("pausedAt" IS NULL)
    AND ("pausedBy" IS NULL OR "pausedBy" IN ('asked', 'gone', 'failing'))),
  CONSTRAINT "WebhookEndpoint_deletedAt_check" CHECK (("status" = 'deleted') = ("deletedAt" IS NOT NULL)),
  CONSTRAINT "WebhookEndpoint_failingSince_check" CHECK ("status" <> 'failing' OR "failingSince" IS NOT NULL)
);
CREATE INDEX "WebhookEndpoint_tenantId_ownerId_idx" ON "WebhookEndpoint" ("tenantId", "ownerId");
CREATE INDEX "WebhookEndpoint_due_idx" ON "WebhookEndpoint" ("nextAt") WHERE "nextAt" IS NOT NULL AND "status" IN ('active', 'failing');

CREATE TABLE "WebhookMessage" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "endpointId" UUID NOT NULL,
  "seq" BIGINT NOT NULL,
  "subjectId" UUID NOT NULL,
  "type" TEXT NOT NULL,
  "body" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'waiting',
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "lastStatus" INTEGER,
  "failure" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  "deliveredAt" TIMESTAMPTZ(3),
  CONSTRAINT "WebhookMessage_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "WebhookMessage_status_check" CHECK ("status" IN ('waiting', 'delivered', 'refused', 'expired', 'dropped')),
  CONSTRAINT "WebhookMessage_deliveredAt_check" CHECK ("status" <> 'delivered' OR "deliveredAt" IS NOT NULL)
);
CREATE UNIQUE INDEX "WebhookMessage_endpointId_seq_key" ON "WebhookMessage" ("endpointId", "seq");
CREATE INDEX "WebhookMessage_endpointId_createdAt_id_idx" ON "WebhookMessage" ("endpointId", "createdAt" DESC, "id");
CREATE INDEX "WebhookMessage_createdAt_idx" ON "WebhookMessage" ("createdAt");
CREATE INDEX "WebhookMessage_waiting_idx" ON "WebhookMessage" ("endpointId", "seq") WHERE "status" = 'waiting';

CREATE TABLE "WebhookAttempt" (
  "id" UUID NOT NULL,
  "messageId" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "ms" INTEGER NOT NULL,
  "code" INTEGER,
  "failure" TEXT,
  "answer" TEXT NOT NULL,
  CONSTRAINT "WebhookAttempt_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "WebhookAttempt_messageId_at_idx" ON "WebhookAttempt" ("messageId", "at");
