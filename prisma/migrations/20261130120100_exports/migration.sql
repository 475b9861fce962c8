CREATE TABLE "Export" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'asked',
  "withFiles" BOOLEAN NOT NULL DEFAULT true,
  "fileId" UUID,
  "size" INTEGER,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "nextAt" TIMESTAMPTZ(3),
  "askedAt" TIMESTAMPTZ(3) NOT NULL,
  "readyAt" TIMESTAMPTZ(3),
  "expiresAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "Export_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Export_status_check" CHECK ("status" IN ('asked', 'ready', 'failed', 'expired'))
);
CREATE INDEX "Export_userId_askedAt_idx" ON "Export" ("userId", "askedAt" DESC);
CREATE INDEX "Export_nextAt_idx" ON "Export" ("nextAt");
CREATE UNIQUE INDEX "Export_making_key" ON "Export" ("userId") WHERE "status" = 'asked';

ALTER TABLE "File" DROP CONSTRAINT "File_purpose_check";
ALTER TABLE "File" ADD CONSTRAINT "File_purpose_check" CHECK ("purpose" IN ('message', 'delivery', 'evidence', 'export'));
