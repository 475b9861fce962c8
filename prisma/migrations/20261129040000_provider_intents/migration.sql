-- What a provider knows of an intent stands in rows of its own: a further provider adds rows, and no column to the intent.
CREATE TABLE "ProviderIntent" (
  "intentId" UUID NOT NULL,
  "provider" TEXT NOT NULL,
  "reference" TEXT,
  "referenceHash" TEXT,
  "data" JSONB NOT NULL,
  "reported" JSONB,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "ProviderIntent_pkey" PRIMARY KEY ("intentId", "provider"),
  CONSTRAINT "ProviderIntent_reference_check" CHECK ("referenceHash" IS NULL OR "reference" IS NOT NULL),
  CONSTRAINT "ProviderIntent_intentId_fkey" FOREIGN KEY ("intentId") REFERENCES "PaymentIntent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "ProviderIntent_provider_reference_key" ON "ProviderIntent" ("provider", "reference");
CREATE UNIQUE INDEX "ProviderIntent_referenceHash_key" ON "ProviderIntent" ("referenceHash");

-- Every intent that was opened could be paid both ways.
INSERT INTO "ProviderIntent" ("intentId", "provider", "data", "createdAt")
SELECT "id", 'amn.scanner', '{}', "createdAt" FROM "PaymentIntent" WHERE "depositAddress" IS NOT NULL;
INSERT INTO "ProviderIntent" ("intentId", "provider", "reference", "referenceHash", "data", "createdAt")
SELECT "id", 'request-network', "reference", "referenceHash", jsonb_build_object('contract', "proxy", 'to', "proxyTo"), "createdAt"
FROM "PaymentIntent" WHERE "reference" IS NOT NULL AND "referenceHash" IS NOT NULL AND "proxy" IS NOT NULL AND "proxyTo" IS NOT NULL;

ALTER TABLE "PaymentIntent" DROP COLUMN "provider", DROP COLUMN "proxy", DROP COLUMN "proxyTo", DROP COLUMN "reference", DROP COLUMN "referenceHash";
