-- Summaries for the operator's desk: what its lists, its search and its dashboard read.
CREATE TABLE "DeskSubject" (
  "kind" TEXT NOT NULL,
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "word" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "people" UUID[],
  "assetId" TEXT NOT NULL,
  "amount" DECIMAL(78,0) NOT NULL,
  "keys" TEXT[],
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "changedAt" TIMESTAMPTZ(3) NOT NULL,
  "overSince" TIMESTAMPTZ(3),
  "v" tsvector NOT NULL,
  CONSTRAINT "DeskSubject_pkey" PRIMARY KEY ("kind", "id"),
  CONSTRAINT "DeskSubject_kind_check" CHECK ("kind" IN ('deal', 'request', 'payout'))
);
CREATE INDEX "DeskSubject_tenantId_kind_createdAt_id_idx" ON "DeskSubject" ("tenantId", "kind", "createdAt" DESC, "id");
CREATE INDEX "DeskSubject_tenantId_kind_word_createdAt_id_idx" ON "DeskSubject" ("tenantId", "kind", "word", "createdAt" DESC, "id");
CREATE INDEX "DeskSubject_people_idx" ON "DeskSubject" USING gin ("people");
CREATE INDEX "DeskSubject_keys_idx" ON "DeskSubject" USING gin ("keys");
-- Without fast update: a list of pending entries would be read through by every search.
CREATE INDEX "DeskSubject_v_idx" ON "DeskSubject" USING gin ("v") WITH (fastupdate = off);
CREATE INDEX "DeskSubject_settled_idx" ON "DeskSubject" ("tenantId", "overSince" DESC) WHERE "kind" = 'payout' AND "word" = 'settled';

CREATE TABLE "DeskMoney" (
  "scope" UUID NOT NULL,
  "assetId" TEXT NOT NULL,
  "tenantId" UUID NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "held" DECIMAL(78,0) NOT NULL CHECK ("held" >= 0),
  "disputed" DECIMAL(78,0) NOT NULL CHECK ("disputed" >= 0),
  "releasable" DECIMAL(78,0) NOT NULL CHECK ("releasable" >= 0),
  "refundable" DECIMAL(78,0) NOT NULL CHECK ("refundable" >= 0),
  "inFlight" DECIMAL(78,0) NOT NULL CHECK ("inFlight" >= 0),
  CONSTRAINT "DeskMoney_pkey" PRIMARY KEY ("scope", "assetId")
);
CREATE INDEX "DeskMoney_held_idx" ON "DeskMoney" ("tenantId", "assetId", "since", "scope") WHERE "held" > 0;
CREATE INDEX "DeskMoney_disputed_idx" ON "DeskMoney" ("tenantId", "assetId", "since", "scope") WHERE "disputed" > 0;
CREATE INDEX "DeskMoney_releasable_idx" ON "DeskMoney" ("tenantId", "assetId", "since", "scope") WHERE "releasable" > 0;
CREATE INDEX "DeskMoney_refundable_idx" ON "DeskMoney" ("tenantId", "assetId", "since", "scope") WHERE "refundable" > 0;
CREATE INDEX "DeskMoney_inFlight_idx" ON "DeskMoney" ("tenantId", "assetId", "since", "scope") WHERE "inFlight" > 0;

CREATE TABLE "DeskMoneyDay" (
  "tenantId" UUID NOT NULL,
  "assetId" TEXT NOT NULL,
  "day" DATE NOT NULL,
  "held" DECIMAL(78,0) NOT NULL CHECK ("held" >= 0),
  "disputed" DECIMAL(78,0) NOT NULL CHECK ("disputed" >= 0),
  "releasable" DECIMAL(78,0) NOT NULL CHECK ("releasable" >= 0),
  "refundable" DECIMAL(78,0) NOT NULL CHECK ("refundable" >= 0),
  "inFlight" DECIMAL(78,0) NOT NULL CHECK ("inFlight" >= 0),
  CONSTRAINT "DeskMoneyDay_pkey" PRIMARY KEY ("tenantId", "assetId", "day")
);

CREATE TABLE "DeskDay" (
  "tenantId" UUID NOT NULL,
  "day" DATE NOT NULL,
  "name" TEXT NOT NULL,
  "count" INTEGER NOT NULL,
  CONSTRAINT "DeskDay_pkey" PRIMARY KEY ("tenantId", "day", "name"),
  CONSTRAINT "DeskDay_name_check" CHECK ("name" IN ('signUps', 'deals', 'funded', 'completed'))
);
