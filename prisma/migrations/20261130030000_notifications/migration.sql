CREATE TABLE "Notice" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "cause" TEXT NOT NULL,
  "subjectId" UUID NOT NULL,
  "collapse" TEXT,
  "count" INTEGER NOT NULL DEFAULT 1,
  "said" JSONB NOT NULL,
  "place" TEXT NOT NULL,
  "by" TIMESTAMPTZ(3),
  "clock" TEXT,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "readAt" TIMESTAMPTZ(3),
  CONSTRAINT "Notice_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Notice_clock_check" CHECK ("clock" IS NULL OR "by" IS NOT NULL)
);
CREATE UNIQUE INDEX "Notice_userId_cause_kind_key" ON "Notice" ("userId", "cause", "kind");
CREATE INDEX "Notice_userId_createdAt_id_idx" ON "Notice" ("userId", "createdAt" DESC, "id");
CREATE INDEX "Notice_createdAt_idx" ON "Notice" ("createdAt");
CREATE INDEX "Notice_unread_idx" ON "Notice" ("userId", "createdAt" DESC, "id") WHERE "readAt" IS NULL;
CREATE INDEX "Notice_clock_idx" ON "Notice" ("subjectId", "clock") WHERE "readAt" IS NULL AND "clock" IS NOT NULL;
CREATE UNIQUE INDEX "Notice_collapse_key" ON "Notice" ("userId", "collapse") WHERE "readAt" IS NULL AND "collapse" IS NOT NULL;

CREATE TABLE "NoticeDelivery" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "noticeId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "channel" TEXT NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'waiting',
  "digest" BOOLEAN NOT NULL,
  "dueAt" TIMESTAMPTZ(3) NOT NULL,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "failure" TEXT,
  "lease" UUID,
  "leaseUntil" TIMESTAMPTZ(3),
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "closedAt" TIMESTAMPTZ(3),
  CONSTRAINT "NoticeDelivery_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "NoticeDelivery_channel_check" CHECK ("channel" IN ('mail', 'push', 'telegram', 'sms')),
  CONSTRAINT "NoticeDelivery_status_check" CHECK ("status" IN ('waiting', 'sent', 'dropped', 'dead', 'unknown')),
  CONSTRAINT "NoticeDelivery_closedAt_check" CHECK (("status" = 'waiting') = ("closedAt" IS NULL))
);
CREATE UNIQUE INDEX "NoticeDelivery_noticeId_channel_key" ON "NoticeDelivery" ("noticeId", "channel");
CREATE INDEX "NoticeDelivery_due_idx" ON "NoticeDelivery" ("dueAt") WHERE "status" = 'waiting';
CREATE INDEX "NoticeDelivery_waiting_idx" ON "NoticeDelivery" ("userId", "channel", "dueAt") WHERE "status" = 'waiting';
CREATE INDEX "NoticeDelivery_dead_idx" ON "NoticeDelivery" ("tenantId", "closedAt" DESC, "id") WHERE "status" IN ('dead', 'unknown');

CREATE TABLE "NoticePreference" (
  "userId" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "off" TEXT[],
  "quietFrom" INTEGER,
  "quietTo" INTEGER,
  "digest" TEXT NOT NULL DEFAULT 'none',
  "version" INTEGER NOT NULL DEFAULT 1,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "NoticePreference_pkey" PRIMARY KEY ("userId"),
  CONSTRAINT "NoticePreference_quiet_check" CHECK (("quietFrom" IS NULL) = ("quietTo" IS NULL)),
  CONSTRAINT "NoticePreference_digest_check" CHECK ("digest" IN ('none', 'hourly', 'daily'))
);

CREATE TABLE "NoticeWarning" (
  "purpose" TEXT NOT NULL,
  "subjectId" UUID NOT NULL,
  "dueAt" TIMESTAMPTZ(3) NOT NULL,
  "leadMs" INTEGER NOT NULL,
  CONSTRAINT "NoticeWarning_pkey" PRIMARY KEY ("purpose", "subjectId", "dueAt", "leadMs")
);
CREATE INDEX "NoticeWarning_dueAt_idx" ON "NoticeWarning" ("dueAt");
