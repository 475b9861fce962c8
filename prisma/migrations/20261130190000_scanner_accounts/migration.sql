-- How far an account's own transactions have been read, where a chain is followed by account: the newest of them that is final.
CREATE TABLE "scanner"."account_cursor" (
    "chain" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "lt" DECIMAL(20,0) NOT NULL,
    "hash" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_cursor_pkey" PRIMARY KEY ("chain","account")
);

-- Payments that have no address of their own share the wallet they come through; their references tell them apart.
DROP INDEX "scanner"."watch_target_chain_deposit_address_key";
CREATE UNIQUE INDEX "watch_target_own_address_key" ON "scanner"."watch_target"("chain", "deposit_address")
  WHERE "proxy" IS DISTINCT FROM "deposit_address";
