-- One agreement may be paid by many people in many parts, and paid out in many divisions: intents get parts, payers
-- contributions, divisions of a tranche's money a row each, and holds what they cover.
CREATE TABLE "Escrow" (
  "scope" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "title" TEXT NOT NULL,
  "parties" UUID[] DEFAULT ARRAY[]::UUID[],
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "Escrow_pkey" PRIMARY KEY ("scope")
);

CREATE TABLE "IntentPart" (
  "intentId" UUID NOT NULL,
  "scope" UUID NOT NULL,
  "tranche" INTEGER NOT NULL,
  "amount" DECIMAL(78,0) NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'open',
  CONSTRAINT "IntentPart_pkey" PRIMARY KEY ("intentId", "scope", "tranche"),
  CONSTRAINT "IntentPart_tranche_check" CHECK ("tranche" > 0),
  CONSTRAINT "IntentPart_amount_check" CHECK ("amount" > 0),
  CONSTRAINT "IntentPart_status_check" CHECK ("status" IN ('open', 'covered', 'closed')),
  CONSTRAINT "IntentPart_intentId_fkey" FOREIGN KEY ("intentId") REFERENCES "PaymentIntent" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "IntentPart_scope_tranche_idx" ON "IntentPart" ("scope", "tranche");

CREATE TABLE "Contribution" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "scope" UUID NOT NULL,
  "tranche" INTEGER NOT NULL,
  "assetId" TEXT NOT NULL,
  "intentId" UUID,
  "payerId" UUID NOT NULL,
  "amount" DECIMAL(78,0) NOT NULL,
  "refunded" DECIMAL(78,0) NOT NULL DEFAULT 0,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "Contribution_pkey" PRIMARY KEY ("id"),
  -- Nobody is given back more of a tranche than they have put into it.
  CONSTRAINT "Contribution_refunded_check" CHECK ("refunded" >= 0 AND "refunded" <= "amount")
);
CREATE UNIQUE INDEX "Contribution_intentId_scope_tranche_key" ON "Contribution" ("intentId", "scope", "tranche");
CREATE INDEX "Contribution_scope_tranche_idx" ON "Contribution" ("scope", "tranche");

CREATE TABLE "Movement" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "scope" UUID NOT NULL,
  "tranche" INTEGER NOT NULL,
  "assetId" TEXT NOT NULL,
  "cause" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "gross" DECIMAL(78,0) NOT NULL,
  "fee" DECIMAL(78,0) NOT NULL,
  "refund" DECIMAL(78,0) NOT NULL,
  "shares" JSONB NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "Movement_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Movement_source_check" CHECK ("source" IN ('held', 'disputed')),
  CONSTRAINT "Movement_amounts_check" CHECK ("gross" >= 0 AND "fee" >= 0 AND "fee" <= "gross" AND "refund" >= 0 AND "gross" + "refund" > 0)
);
CREATE UNIQUE INDEX "Movement_scope_tranche_cause_key" ON "Movement" ("scope", "tranche", "cause");

CREATE TABLE "Hold" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "scope" UUID NOT NULL,
  "tranche" INTEGER NOT NULL,
  "assetId" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "placedBy" TEXT NOT NULL,
  "whole" BOOLEAN NOT NULL,
  "until" TIMESTAMPTZ(3),
  "status" TEXT NOT NULL DEFAULT 'live',
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "closedAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "Hold_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Hold_status_check" CHECK ("status" IN ('live', 'restored', 'ended')),
  CONSTRAINT "Hold_closed_check" CHECK (("status" = 'live') = ("closedAt" IS NULL))
);
CREATE INDEX "Hold_scope_tranche_idx" ON "Hold" ("scope", "tranche");
CREATE INDEX "Hold_status_until_idx" ON "Hold" ("status", "until");

CREATE TABLE "HoldPart" (
  "id" UUID NOT NULL,
  "holdId" UUID NOT NULL,
  "source" TEXT NOT NULL,
  "partyId" UUID,
  "movementId" UUID,
  "amount" DECIMAL(78,0) NOT NULL,
  "fee" DECIMAL(78,0) NOT NULL DEFAULT 0,
  CONSTRAINT "HoldPart_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "HoldPart_source_check" CHECK ("source" IN ('held', 'releasable', 'refundable') AND ("source" = 'held') = ("partyId" IS NULL)),
  CONSTRAINT "HoldPart_amounts_check" CHECK ("amount" > 0 AND "fee" >= 0),
  CONSTRAINT "HoldPart_holdId_fkey" FOREIGN KEY ("holdId") REFERENCES "Hold" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "HoldPart_holdId_idx" ON "HoldPart" ("holdId");

-- What exists: one intent, one part, one payer and one tranche for each agreement.
INSERT INTO "Escrow" ("scope", "tenantId", "title", "parties", "createdAt")
SELECT DISTINCT ON ("scope") "scope", "tenantId", "title", ARRAY["payerId", "payeeId"], "createdAt" FROM "PaymentIntent" ORDER BY "scope", "createdAt" DESC, "id" DESC;

ALTER TABLE "PaymentIntent" ADD COLUMN "bookedUnder" UUID;
UPDATE "PaymentIntent" SET "bookedUnder" = "scope";
ALTER TABLE "PaymentIntent" ALTER COLUMN "bookedUnder" SET NOT NULL;
ALTER TABLE "PaymentIntent" DROP COLUMN "payeeId";

INSERT INTO "IntentPart" ("intentId", "scope", "tranche", "amount", "status")
SELECT "id", "scope", 1, "amount", CASE "status"::text WHEN 'credited' THEN 'covered' WHEN 'expired' THEN 'closed' WHEN 'cancelled' THEN 'closed' ELSE 'open' END
FROM "PaymentIntent";

-- What went back of what was held is the ledger's to say: its owner lets this migration read it.
SET ROLE amanat_ledger;
GRANT SELECT ON ledger.account, ledger.transfer TO amanat_owner;
RESET ROLE;
INSERT INTO "Contribution" ("id", "tenantId", "scope", "tranche", "assetId", "intentId", "payerId", "amount", "refunded", "createdAt")
SELECT gen_random_uuid(), i."tenantId", i."scope", 1, i."assetId", i."id", i."payerId", i."amount",
  coalesce((SELECT sum(t.amount) FROM ledger.account d JOIN ledger.transfer t ON t.debit = d.id JOIN ledger.account c ON c.id = t.credit
    WHERE d.scope = i."scope"::text AND d.kind = 3 AND c.kind = 6), 0), coalesce(i."creditedAt", i."createdAt")
FROM "PaymentIntent" i WHERE i."status" = 'credited';
SET ROLE amanat_ledger;
REVOKE SELECT ON ledger.account, ledger.transfer FROM amanat_owner;
RESET ROLE;

INSERT INTO "Movement" ("id", "tenantId", "scope", "tranche", "assetId", "cause", "source", "gross", "fee", "refund", "shares", "createdAt")
SELECT gen_random_uuid(), p."tenantId", p."scope", 1, p."assetId", 'release', 'held', i."amount", i."amount" - p."amount", 0,
  jsonb_build_array(jsonb_build_object('to', 'releasable', 'party', p."partyId", 'amount', p."amount"::text)), p."createdAt"
FROM "Payout" p JOIN "PaymentIntent" i ON i."id" = p."intentId" WHERE p."cause" = 'release:' || p."scope";
INSERT INTO "Movement" ("id", "tenantId", "scope", "tranche", "assetId", "cause", "source", "gross", "fee", "refund", "shares", "createdAt")
SELECT gen_random_uuid(), c."tenantId", c."scope", 1, c."assetId", 'refund', 'held', 0, 0, c."refunded",
  jsonb_build_array(jsonb_build_object('to', 'refundable', 'party', c."payerId", 'amount', c."refunded"::text)), c."createdAt"
FROM "Contribution" c WHERE c."refunded" > 0;

ALTER TABLE "Payout" ADD COLUMN "movementId" UUID;
UPDATE "Payout" p SET "movementId" = m."id" FROM "Movement" m
WHERE m."scope" = p."scope" AND ((p."cause" = 'release:' || p."scope" AND m."cause" = 'release') OR (p."cause" = 'refund:' || p."intentId" AND m."cause" = 'refund'));
-- Those that took the place of one that ended unpaid pay the same share.
WITH RECURSIVE again AS (
  SELECT "replacedById" AS id, "movementId" FROM "Payout" WHERE "movementId" IS NOT NULL AND "replacedById" IS NOT NULL
  UNION ALL SELECT p."replacedById", a."movementId" FROM again a JOIN "Payout" p ON p."id" = a.id WHERE p."replacedById" IS NOT NULL
)
UPDATE "Payout" p SET "movementId" = a."movementId" FROM again a WHERE a.id = p."id";
CREATE INDEX "Payout_movementId_idx" ON "Payout" ("movementId");
ALTER TABLE "Payout" DROP COLUMN "counterpartyId";
