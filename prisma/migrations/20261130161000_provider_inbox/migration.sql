-- What came to each provider's webhook, by the hour: numbers, however much comes.
CREATE TABLE "WebhookTally" (
  "provider" TEXT NOT NULL,
  "hour" TIMESTAMPTZ(3) NOT NULL,
  "outcome" TEXT NOT NULL,
  "count" BIGINT NOT NULL,
  CONSTRAINT "WebhookTally_pkey" PRIMARY KEY ("provider", "hour", "outcome"),
  CONSTRAINT "WebhookTally_outcome_check" CHECK ("outcome" IN ('stored', 'duplicate', 'refused'))
);

-- Some of what was refused, to look at: twenty a provider, the beginning of each. Whoever sends more takes the place of others.
CREATE TABLE "WebhookRefusal" (
  "provider" TEXT NOT NULL,
  "slot" INTEGER NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "bytes" INTEGER NOT NULL,
  "head" BYTEA NOT NULL,
  CONSTRAINT "WebhookRefusal_pkey" PRIMARY KEY ("provider", "slot"),
  CONSTRAINT "WebhookRefusal_slot_check" CHECK ("slot" BETWEEN 0 AND 19),
  CONSTRAINT "WebhookRefusal_head_check" CHECK (length("head") <= 400)
);

CREATE INDEX "WebhookInbox_provider_receivedAt_id_idx" ON "WebhookInbox" ("provider", "receivedAt", "id");
