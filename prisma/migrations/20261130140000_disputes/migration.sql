-- Cases: what a party's report and two admins' ruling were before.
CREATE TABLE "DisputeCase" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "dealId" UUID NOT NULL,
  "title" TEXT NOT NULL,
  "buyerId" UUID NOT NULL,
  "sellerId" UUID NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'open',
  "openedBy" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "ask" TEXT NOT NULL,
  "certainty" TEXT NOT NULL,
  "asked" JSONB NOT NULL,
  "parts" JSONB NOT NULL,
  "small" BOOLEAN NOT NULL,
  "round" INTEGER NOT NULL DEFAULT 0,
  "mediatorId" UUID,
  "buyerStatedAt" TIMESTAMPTZ(3),
  "sellerStatedAt" TIMESTAMPTZ(3),
  "buyerActedAt" TIMESTAMPTZ(3),
  "sellerActedAt" TIMESTAMPTZ(3),
  "buyerChanged" BOOLEAN NOT NULL DEFAULT false,
  "sellerChanged" BOOLEAN NOT NULL DEFAULT false,
  "evidenceUntil" TIMESTAMPTZ(3),
  "waitingSince" TIMESTAMPTZ(3),
  "openedAt" TIMESTAMPTZ(3) NOT NULL,
  "lastAt" TIMESTAMPTZ(3) NOT NULL,
  "closedAt" TIMESTAMPTZ(3),
  "seq" INTEGER NOT NULL DEFAULT 0,
  "hash" BYTEA NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "DisputeCase_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "DisputeCase_status_check" CHECK ("status" IN ('open', 'unassigned', 'in_progress', 'ruled', 'resolved', 'settled', 'withdrawn', 'lapsed')),
  CONSTRAINT "DisputeCase_closed_check" CHECK (("status" IN ('resolved', 'settled', 'withdrawn', 'lapsed')) = ("closedAt" IS NOT NULL)),
  CONSTRAINT "DisputeCase_mediator_check" CHECK (("status" = 'in_progress') = ("mediatorId" IS NOT NULL)),
  CONSTRAINT "DisputeCase_parties_check" CHECK ("openedBy" IN ('buyer', 'seller') AND "mediatorId" IS DISTINCT FROM "buyerId" AND "mediatorId" IS DISTINCT FROM "sellerId"),
  CONSTRAINT "DisputeCase_round_check" CHECK ("round" IN (0, 1) AND NOT ("small" AND "round" = 1)),
  CONSTRAINT "DisputeCase_hash_check" CHECK (length("hash") = 32)
);
CREATE INDEX "DisputeCase_dealId_openedAt_idx" ON "DisputeCase" ("dealId", "openedAt");
CREATE INDEX "DisputeCase_buyerId_openedAt_idx" ON "DisputeCase" ("buyerId", "openedAt");
CREATE INDEX "DisputeCase_sellerId_openedAt_idx" ON "DisputeCase" ("sellerId", "openedAt");
CREATE UNIQUE INDEX "DisputeCase_one_live" ON "DisputeCase" ("dealId") WHERE "closedAt" IS NULL;
CREATE INDEX "DisputeCase_live_idx" ON "DisputeCase" ("tenantId", "status", "lastAt") WHERE "closedAt" IS NULL;
CREATE INDEX "DisputeCase_mediator_idx" ON "DisputeCase" ("mediatorId") WHERE "closedAt" IS NULL;
REVOKE DELETE ON "DisputeCase" FROM amanat_app;

CREATE TABLE "DisputeEntry" (
  "caseId" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "by" TEXT NOT NULL,
  "authorId" UUID,
  "name" TEXT NOT NULL,
  "salt" BYTEA,
  "text" TEXT,
  "data" JSONB NOT NULL,
  "fileId" UUID,
  "digest" BYTEA NOT NULL,
  "hash" BYTEA NOT NULL,
  CONSTRAINT "DisputeEntry_pkey" PRIMARY KEY ("caseId", "seq"),
  CONSTRAINT "DisputeEntry_kind_check" CHECK ("kind" IN ('opened', 'statement', 'file', 'message', 'transaction', 'settlement', 'answer', 'assigned', 'left', 'reopened', 'outage', 'ruling', 'appeal', 'ended')),
  CONSTRAINT "DisputeEntry_by_check" CHECK ("by" IN ('buyer', 'seller', 'mediator', 'system') AND ("by" = 'system') = ("authorId" IS NULL)),
  CONSTRAINT "DisputeEntry_erased_check" CHECK (("salt" IS NULL) = ("text" IS NULL)),
  CONSTRAINT "DisputeEntry_file_check" CHECK (("kind" = 'file') = ("fileId" IS NOT NULL))
);
-- Each side states its case once in a round: the appeal is an entry of its own.
CREATE UNIQUE INDEX "DisputeEntry_one_statement" ON "DisputeEntry" ("caseId", "by") WHERE "kind" = 'statement';
CREATE FUNCTION disputes_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW."salt" IS NOT NULL OR NEW."text" IS NOT NULL
    OR (to_jsonb(NEW) - '{salt,text}'::text[]) IS DISTINCT FROM (to_jsonb(OLD) - '{salt,text}'::text[]) THEN
    RAISE EXCEPTION 'DisputeEntry is append-only: UPDATE refused' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION disputes_refuse_change FROM PUBLIC;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON "DisputeEntry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER content_is_final BEFORE UPDATE ON "DisputeEntry" FOR EACH ROW EXECUTE FUNCTION disputes_refuse_change();

CREATE TABLE "DisputeSettlement" (
  "id" UUID NOT NULL,
  "caseId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "by" TEXT NOT NULL,
  "shares" JSONB NOT NULL,
  "until" TIMESTAMPTZ(3),
  "note" TEXT NOT NULL DEFAULT '',
  "status" TEXT NOT NULL DEFAULT 'open',
  "expiresAt" TIMESTAMPTZ(3) NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "closedAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "DisputeSettlement_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "DisputeSettlement_kind_check" CHECK ("kind" IN ('refund', 'split', 'release', 'replacement', 'completion', 'time')),
  CONSTRAINT "DisputeSettlement_by_check" CHECK ("by" IN ('buyer', 'seller')),
  CONSTRAINT "DisputeSettlement_status_check" CHECK ("status" IN ('open', 'accepted', 'declined', 'withdrawn', 'expired', 'lapsed')),
  CONSTRAINT "DisputeSettlement_closed_check" CHECK (("status" = 'open') = ("closedAt" IS NULL)),
  CONSTRAINT "DisputeSettlement_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "DisputeCase" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "DisputeSettlement_caseId_createdAt_idx" ON "DisputeSettlement" ("caseId", "createdAt");
CREATE UNIQUE INDEX "DisputeSettlement_one_open" ON "DisputeSettlement" ("caseId") WHERE "status" = 'open';
REVOKE DELETE ON "DisputeSettlement" FROM amanat_app;

CREATE TABLE "DisputeRuling" (
  "id" UUID NOT NULL,
  "caseId" UUID NOT NULL,
  "round" INTEGER NOT NULL,
  "outcome" TEXT NOT NULL,
  "shares" JSONB NOT NULL,
  "until" TIMESTAMPTZ(3),
  "sanctions" TEXT[],
  "reasons" TEXT NOT NULL,
  "byId" UUID,
  "byName" TEXT,
  "defaulted" TEXT,
  "status" TEXT NOT NULL DEFAULT 'standing',
  "at" TIMESTAMPTZ(3) NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "DisputeRuling_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "DisputeRuling_outcome_check" CHECK ("outcome" IN ('refund', 'replacement', 'compensation', 'split', 'release', 'no_action')),
  CONSTRAINT "DisputeRuling_status_check" CHECK ("status" IN ('standing', 'executed', 'overturned', 'lapsed')),
  CONSTRAINT "DisputeRuling_by_check" CHECK (("byId" IS NULL) = ("byName" IS NULL) AND ("byId" IS NULL) = ("defaulted" IS NOT NULL) AND "defaulted" IN ('buyer', 'seller')),
  CONSTRAINT "DisputeRuling_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "DisputeCase" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "DisputeRuling_caseId_round_key" ON "DisputeRuling" ("caseId", "round");
REVOKE DELETE ON "DisputeRuling" FROM amanat_app;

CREATE TABLE "DisputeMediator" (
  "id" UUID NOT NULL,
  "caseId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "round" INTEGER NOT NULL,
  "since" TIMESTAMPTZ(3) NOT NULL,
  "leftAt" TIMESTAMPTZ(3),
  "cause" TEXT,
  CONSTRAINT "DisputeMediator_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "DisputeMediator_cause_check" CHECK (("leftAt" IS NULL) = ("cause" IS NULL) AND "cause" IN ('ruled', 'recused', 'changed', 'overdue', 'closed')),
  CONSTRAINT "DisputeMediator_caseId_fkey" FOREIGN KEY ("caseId") REFERENCES "DisputeCase" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "DisputeMediator_userId_since_idx" ON "DisputeMediator" ("userId", "since");
CREATE INDEX "DisputeMediator_caseId_since_idx" ON "DisputeMediator" ("caseId", "since");
CREATE UNIQUE INDEX "DisputeMediator_one_at_a_time" ON "DisputeMediator" ("caseId") WHERE "leftAt" IS NULL;
REVOKE DELETE ON "DisputeMediator" FROM amanat_app;

CREATE TABLE "DisputeUptime" (
  "tenantId" UUID NOT NULL,
  "seenAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "DisputeUptime_pkey" PRIMARY KEY ("tenantId")
);

-- Money that a party stopped before there were cases: a case that both sides have three days to state.
WITH stopped AS (
  SELECT DISTINCT ON (h."scope") h."scope" AS deal, h."tenantId", h."reason", p."role", d."title",
    (SELECT b."userId" FROM "DealParty" b WHERE b."dealId" = d."id" AND b."role" = 'buyer' ORDER BY b."userId" LIMIT 1) AS buyer,
    (SELECT s."userId" FROM "DealParty" s WHERE s."dealId" = d."id" AND s."role" = 'seller' ORDER BY s."userId" LIMIT 1) AS seller,
    (SELECT jsonb_agg(jsonb_build_object('tranche', t."ordinal", 'asset', t."assetId", 'amount', t."amount"::text, 'feeBps', t."feeBps") ORDER BY t."ordinal")
      FROM "Tranche" t WHERE t."dealId" = h."scope" AND t."ordinal" IN (SELECT o."tranche" FROM "Hold" o WHERE o."scope" = h."scope" AND o."status" = 'live' AND o."placedBy" = h."placedBy")) AS parts
  FROM "Hold" h JOIN "Deal" d ON d."id" = h."scope" JOIN "DealParty" p ON p."dealId" = d."id" AND p."userId"::text = h."placedBy"
  WHERE h."status" = 'live' ORDER BY h."scope", h."createdAt"
), made AS (
  INSERT INTO "DisputeCase" ("id", "tenantId", "dealId", "title", "buyerId", "sellerId", "openedBy", "reason", "ask", "certainty", "asked",
    "parts", "small", "openedAt", "lastAt", "hash")
  SELECT "id", "tenantId", deal, "title", buyer, seller, "role", 'other', CASE "role" WHEN 'buyer' THEN 'full_refund' ELSE 'release' END, 'certain', '[]',
    parts, false, now(), now() + interval '90 days',
    -- Where the chain of a case's record begins, as the product makes it.
    sha256(int4send(13) || 'amanat case 1'::bytea || int4send(36) || convert_to("id"::text, 'UTF8'))
  FROM (SELECT uuidv7() AS "id", * FROM stopped WHERE buyer <> seller) AS one
  RETURNING "id", "tenantId", "dealId"
), held AS (
  UPDATE "Hold" h SET "placedBy" = 'disputes' FROM made m, "DealParty" p
  WHERE h."scope" = m."dealId" AND h."status" = 'live' AND p."dealId" = m."dealId" AND p."userId"::text = h."placedBy"
)
INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
SELECT uuidv7(), "tenantId", purpose, "id", now() + wait
FROM made, (VALUES ('dispute_state', interval '3 days'), ('dispute_last', interval '90 days')) AS clocks (purpose, wait);
UPDATE "Deadline" SET "status" = 'cancelled', "closedAt" = now() WHERE "purpose" = 'hold' AND "status" = 'pending';
-- What told staff of it is told by its case from now on.
UPDATE "Incident" SET "state" = 'closed', "resolution" = 'mended', "closedAt" = now(), "version" = "version" + 1 WHERE "kind" = 'deal.on_hold' AND "state" <> 'closed';
UPDATE "Incident" SET "kind" = 'dispute.overdue' WHERE "kind" = 'deal.on_hold';
DROP TABLE "DealRuling";
CREATE INDEX "Payout_partyId_approvedAt_idx" ON "Payout" ("partyId", "approvedAt");

-- The room of a case: its two sides and its mediator.
ALTER TABLE "Conversation" ADD COLUMN "caseId" UUID;
CREATE UNIQUE INDEX "Conversation_caseId_key" ON "Conversation" ("caseId");
ALTER TABLE "Conversation" ADD CONSTRAINT "Conversation_case_check" CHECK (("kind" = 'dispute') = ("caseId" IS NOT NULL));
