-- A transaction that is not mined is signed again with the same nonce and a higher fee. What it is signed with again is kept with it.
-- Of a nonce, and of a subject's step, one transaction is the first; each is replaced by one other at most, so they are one line.
ALTER TABLE "TxAttempt"
  ADD COLUMN "data" TEXT,
  ADD COLUMN "gas" DECIMAL(78,0),
  ADD COLUMN "maxFeePerGas" DECIMAL(78,0),
  ADD COLUMN "maxPriorityFeePerGas" DECIMAL(78,0),
  ADD COLUMN "replacesId" UUID,
  ADD CONSTRAINT "TxAttempt_replaces_itself_check" CHECK ("replacesId" <> "id"),
  ADD CONSTRAINT "TxAttempt_replacesId_fkey" FOREIGN KEY ("replacesId") REFERENCES "TxAttempt" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE UNIQUE INDEX "TxAttempt_replacesId_key" ON "TxAttempt" ("replacesId");
DROP INDEX "TxAttempt_chain_signer_nonce_key";
CREATE UNIQUE INDEX "TxAttempt_chain_signer_nonce_key" ON "TxAttempt" ("chain", "signer", "nonce") WHERE "replacesId" IS NULL;
CREATE INDEX "TxAttempt_chain_signer_nonce_idx" ON "TxAttempt" ("chain", "signer", "nonce");
DROP INDEX "TxAttempt_subjectId_step_key";
CREATE UNIQUE INDEX "TxAttempt_subjectId_step_key" ON "TxAttempt" ("subjectId", "step") WHERE "replacesId" IS NULL;
CREATE INDEX "TxAttempt_subjectId_idx" ON "TxAttempt" ("subjectId");
