-- Each comparison of books and chain asks for our transactions above a block, for twenty addresses at a time.
CREATE INDEX "TxAttempt_chain_blockNumber_idx" ON "TxAttempt" ("chain", "blockNumber");
