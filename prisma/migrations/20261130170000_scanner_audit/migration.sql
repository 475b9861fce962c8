-- What each watched address holds on chain, beside what was seen to come and go.
CREATE TABLE "scanner"."balance_audit" (
    "chain" TEXT NOT NULL,
    "target_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "block_number" INTEGER NOT NULL,
    "balance" DECIMAL(78,0) NOT NULL,
    "observed" DECIMAL(78,0) NOT NULL,
    "sent" DECIMAL(78,0) NOT NULL,
    "sent_to" INTEGER NOT NULL,
    "before" DECIMAL(78,0) NOT NULL,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "balance_audit_pkey" PRIMARY KEY ("chain","target_id","token"),
    CONSTRAINT "balance_audit_status_check" CHECK ("status" IN ('agrees', 'drifts'))
);
ALTER TABLE "scanner"."watch_target" ADD COLUMN     "audited_at" TIMESTAMPTZ(3);
CREATE INDEX "observed_transfer_chain_recipient_idx" ON "scanner"."observed_transfer"("chain", "recipient");

-- An operator's word that a halted chain is followed anew from a block on; one at a time, and kept.
CREATE TABLE "scanner"."chain_resumption" (
    "id" UUID NOT NULL,
    "chain" TEXT NOT NULL,
    "from_block" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "done_at" TIMESTAMPTZ(3),
    "sealed_to" INTEGER,
    "sealed_hash" TEXT,
    "orphaned" INTEGER,

    CONSTRAINT "chain_resumption_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "chain_resumption_waiting_key" ON "scanner"."chain_resumption"("chain") WHERE "done_at" IS NULL;

-- Webhooks are looked for while they wait, by transaction and in the order they were written: one index, of those alone.
DROP INDEX "scanner"."webhook_outbox_seq_key";
DROP INDEX "scanner"."webhook_outbox_delivered_at_next_at_idx";
DROP INDEX "scanner"."webhook_outbox_transfer_key_seq_idx";
CREATE INDEX "webhook_outbox_waiting_idx" ON "scanner"."webhook_outbox"("chain", "transfer_key", "seq") WHERE "delivered_at" IS NULL;
