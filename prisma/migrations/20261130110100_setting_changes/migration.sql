-- Settings are changed in the admin pages, with a history; dangerous ones wait for another admin.
CREATE TABLE "SettingChange" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "key" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "seen" INTEGER NOT NULL,
  "before" JSONB NOT NULL,
  "after" JSONB NOT NULL,
  "reason" TEXT NOT NULL,
  "askedById" UUID NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "dueAt" TIMESTAMPTZ(3),
  "endedById" UUID,
  "endedAt" TIMESTAMPTZ(3),
  CONSTRAINT "SettingChange_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "SettingChange_state_check" CHECK ("state" IN ('waiting', 'applied', 'refused', 'withdrawn', 'expired'))
);
CREATE INDEX "SettingChange_tenantId_createdAt_id_idx" ON "SettingChange"("tenantId", "createdAt" DESC, "id");
CREATE INDEX "SettingChange_tenantId_key_createdAt_idx" ON "SettingChange"("tenantId", "key", "createdAt" DESC);
CREATE UNIQUE INDEX "SettingChange_waiting_key" ON "SettingChange"("tenantId", "key") WHERE "state" = 'waiting';
