-- A way to pay may have to be asked of its provider before anybody can pay by it, and its provider is asked again what became of it.
ALTER TABLE "ProviderIntent"
  ADD COLUMN "status" TEXT NOT NULL DEFAULT 'ready',
  ADD COLUMN "nextAt" TIMESTAMPTZ(3),
  ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0,
  ADD CONSTRAINT "ProviderIntent_status_check" CHECK ("status" IN ('asked', 'ready', 'withdrawn'));
CREATE INDEX "ProviderIntent_status_nextAt_idx" ON "ProviderIntent" ("status", "nextAt");

-- How calls to a provider fare. Written by the workers, read by whoever offers ways to pay.
CREATE TABLE "ProviderHealth" (
  "provider" TEXT NOT NULL,
  "circuit" TEXT NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "okAt" TIMESTAMPTZ(3),
  "failedAt" TIMESTAMPTZ(3),
  "failure" TEXT,
  "notedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "ProviderHealth_pkey" PRIMARY KEY ("provider"),
  CONSTRAINT "ProviderHealth_circuit_check" CHECK ("circuit" IN ('closed', 'half_open', 'open')),
  CONSTRAINT "ProviderHealth_failure_check" CHECK (length("failure") <= 300)
);

-- `test`: a delivery of the provider's test mode. `fact`: what a delivery tells, whatever it is called; told again under another name it is not stored again.
ALTER TABLE "WebhookInbox" ADD COLUMN "test" BOOLEAN NOT NULL DEFAULT false, ADD COLUMN "fact" TEXT;
UPDATE "WebhookInbox" SET "test" = true WHERE "provider" = 'request-network' AND "event" LIKE 'test %';
CREATE UNIQUE INDEX "WebhookInbox_provider_fact_key" ON "WebhookInbox" ("provider", "fact");
