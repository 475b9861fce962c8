-- Whether the blocks of credited deposits still stand is asked by payment itself, so that a loss is seen if nobody tells of it.
CREATE TABLE "CreditedBlock" (
  "chain" TEXT NOT NULL,
  "blockNumber" INTEGER NOT NULL,
  "blockHash" TEXT NOT NULL,
  "checkedAt" TIMESTAMPTZ(3),
  CONSTRAINT "CreditedBlock_pkey" PRIMARY KEY ("chain", "blockHash")
);
CREATE INDEX "CreditedBlock_chain_blockNumber_idx" ON "CreditedBlock" ("chain", "blockNumber");

INSERT INTO "CreditedBlock" ("chain", "blockNumber", "blockHash")
SELECT DISTINCT ON ("chain", "blockHash") "chain", "blockNumber", "blockHash" FROM "IncomingTransfer"
WHERE "status" = 'credited' AND "unmatched" IS NULL;
