-- An address is one chain's: the same words may name nobody, or somebody else, on another. What is named is named for a chain.
ALTER TABLE "Destination" ADD COLUMN "chain" TEXT;
UPDATE "Destination" d SET "chain" = i."chain"
FROM "IntentPart" p JOIN "PaymentIntent" i ON i."id" = p."intentId"
WHERE p."scope" = d."scope";
UPDATE "Destination" d SET "chain" = split_part(t."assetId", '/', 1)
FROM "Tranche" t
WHERE d."chain" IS NULL AND t."dealId" = d."scope";
ALTER TABLE "Destination" ALTER COLUMN "chain" SET NOT NULL;
DROP INDEX "Destination_scope_ownerId_idx";
CREATE INDEX "Destination_scope_ownerId_chain_idx" ON "Destination" ("scope", "ownerId", "chain");
-- One change at a time on each chain: of two, the later takes the earlier's place.
DROP INDEX "Destination_waiting_key";
CREATE UNIQUE INDEX "Destination_waiting_key" ON "Destination" ("scope", "ownerId", "chain") WHERE "appliedAt" IS NULL AND "cancelledAt" IS NULL;
