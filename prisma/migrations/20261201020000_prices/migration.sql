-- What tokens and currencies are worth, by sources outside; pages show it beside amounts, and nothing is paid by it.
CREATE TABLE "PriceSource" (
  "source" TEXT NOT NULL,
  "rate" DECIMAL(78,0),
  "scale" INTEGER,
  "saidAt" TIMESTAMPTZ(3),
  "maxAgeSeconds" INTEGER NOT NULL,
  "readAt" TIMESTAMPTZ(3) NOT NULL,
  "fault" TEXT,
  "faultAt" TIMESTAMPTZ(3),
  "depegged" BOOLEAN,
  CONSTRAINT "PriceSource_pkey" PRIMARY KEY ("source"),
  CONSTRAINT "PriceSource_rate_check" CHECK ("rate" > 0),
  CONSTRAINT "PriceSource_said_check" CHECK (("rate" IS NULL) = ("saidAt" IS NULL) AND ("rate" IS NULL) = ("scale" IS NULL)),
  CONSTRAINT "PriceSource_fault_check" CHECK ("fault" IN
    ('away', 'not_positive', 'never_updated', 'too_old', 'in_future', 'sequencer_down', 'sequencer_just_up', 'jumped', 'missing'))
);

CREATE TABLE "PriceQuote" (
  "id" UUID NOT NULL,
  "assetId" TEXT NOT NULL,
  "currency" TEXT NOT NULL,
  "rate" DECIMAL(78,0) NOT NULL,
  "scale" INTEGER NOT NULL,
  "feed" TEXT NOT NULL,
  "feedAt" TIMESTAMPTZ(3) NOT NULL,
  "fx" TEXT,
  "fxAt" TIMESTAMPTZ(3),
  "madeAt" TIMESTAMPTZ(3) NOT NULL,
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "PriceQuote_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "PriceQuote_currency_check" CHECK ("currency" IN ('USD', 'IRR', 'TRY')),
  CONSTRAINT "PriceQuote_rate_check" CHECK ("rate" > 0 AND "scale" BETWEEN 0 AND 72),
  CONSTRAINT "PriceQuote_fx_check" CHECK (("fx" IS NULL) = ("fxAt" IS NULL) AND ("fx" IS NULL) = ("currency" = 'USD')),
  CONSTRAINT "PriceQuote_life_check" CHECK ("expiresAt" > "madeAt")
);
CREATE INDEX "PriceQuote_assetId_currency_madeAt_idx" ON "PriceQuote" ("assetId", "currency", "madeAt" DESC);
CREATE INDEX "PriceQuote_expiresAt_idx" ON "PriceQuote" ("expiresAt");
REVOKE UPDATE ON "PriceQuote" FROM amanat_app;

CREATE TABLE "PriceState" (
  "id" INTEGER NOT NULL DEFAULT 1,
  "quoting" BOOLEAN NOT NULL DEFAULT false,
  "depegCapBps" INTEGER NOT NULL DEFAULT 500,
  "toldAt" TIMESTAMPTZ(3),
  "attemptedAt" TIMESTAMPTZ(3),
  CONSTRAINT "PriceState_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "PriceState_id_check" CHECK ("id" = 1)
);
INSERT INTO "PriceState" ("id") VALUES (1);

-- Since when a token is further from its dollar than allowed: nothing new is agreed on in it. Null: it is not known to be.
ALTER TABLE "Asset" ADD COLUMN "depeggedAt" TIMESTAMPTZ(3);
