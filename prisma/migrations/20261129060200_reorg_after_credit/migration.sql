-- A deposit that was credited can leave the chain: it is taken back, or the operator stands in for it. Mined again, it is posted
-- under a further name of the same fact.
ALTER TYPE "IncomingState" ADD VALUE 'reverted';
ALTER TABLE "IncomingTransfer"
  ADD COLUMN "doubtedAt" TIMESTAMPTZ(3),
  ADD COLUMN "reverts" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "shortage" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "IncomingTransfer_doubtedAt_idx" ON "IncomingTransfer" ("doubtedAt");
