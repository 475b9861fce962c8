-- How many deals a person has completed is the deals' to say. It stood on the person, which other contexts own.
CREATE TABLE "DealTally" (
  "userId" UUID NOT NULL,
  "completed" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "DealTally_pkey" PRIMARY KEY ("userId"),
  CONSTRAINT "DealTally_completed_check" CHECK ("completed" >= 0)
);
INSERT INTO "DealTally" ("userId", "completed") SELECT "id", "completedDeals" FROM "User" WHERE "completedDeals" > 0;
ALTER TABLE "User" DROP COLUMN "completedDeals";
