-- Words that are compared are text with a check: under row-level security an enum's comparison loses the index, and a closed list in
-- the database takes a migration of its own for every word.
ALTER TABLE "PaymentIntent" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "PaymentIntent" ALTER COLUMN "status" TYPE TEXT USING "status"::text;
ALTER TABLE "PaymentIntent" ALTER COLUMN "status" SET DEFAULT 'created';
ALTER TABLE "PaymentIntent" ADD CONSTRAINT "PaymentIntent_status_check" CHECK ("status" IN ('created', 'awaiting', 'detected', 'confirming', 'credited', 'expired', 'cancelled'));
ALTER TABLE "PaymentIntent" ALTER COLUMN "exception" DROP DEFAULT;
ALTER TABLE "PaymentIntent" ALTER COLUMN "exception" TYPE TEXT USING "exception"::text;
ALTER TABLE "PaymentIntent" ALTER COLUMN "exception" SET DEFAULT 'none';
ALTER TABLE "PaymentIntent" ADD CONSTRAINT "PaymentIntent_exception_check" CHECK ("exception" IN ('none', 'underpaid', 'overpaid', 'late', 'quarantined'));
ALTER TABLE "IncomingTransfer" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "IncomingTransfer" ALTER COLUMN "status" TYPE TEXT USING "status"::text;
ALTER TABLE "IncomingTransfer" ALTER COLUMN "status" SET DEFAULT 'detected';
ALTER TABLE "IncomingTransfer" ADD CONSTRAINT "IncomingTransfer_status_check" CHECK ("status" IN ('detected', 'confirming', 'credited', 'orphaned', 'rejected', 'reverted'));
ALTER TABLE "Payout" ALTER COLUMN "kind" TYPE TEXT USING "kind"::text;
ALTER TABLE "Payout" ADD CONSTRAINT "Payout_kind_check" CHECK ("kind" IN ('release', 'refund'));
ALTER TABLE "Payout" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "Payout" ALTER COLUMN "status" TYPE TEXT USING "status"::text;
ALTER TABLE "Payout" ALTER COLUMN "status" SET DEFAULT 'pending_approval';
ALTER TABLE "Payout" ADD CONSTRAINT "Payout_status_check" CHECK ("status" IN ('draft', 'pending_approval', 'approved', 'signing', 'broadcast', 'confirming', 'settled', 'failed', 'rejected', 'cancelled'));
ALTER TABLE "Sweep" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "Sweep" ALTER COLUMN "status" TYPE TEXT USING "status"::text;
ALTER TABLE "Sweep" ALTER COLUMN "status" SET DEFAULT 'planned';
ALTER TABLE "Sweep" ADD CONSTRAINT "Sweep_status_check" CHECK ("status" IN ('planned', 'gas_topup', 'transfer', 'settled', 'failed'));
ALTER TABLE "TxAttempt" ALTER COLUMN "status" DROP DEFAULT;
ALTER TABLE "TxAttempt" ALTER COLUMN "status" TYPE TEXT USING "status"::text;
ALTER TABLE "TxAttempt" ALTER COLUMN "status" SET DEFAULT 'signed';
ALTER TABLE "TxAttempt" ADD CONSTRAINT "TxAttempt_status_check" CHECK ("status" IN ('signed', 'broadcast', 'mined', 'settled', 'failed', 'replaced'));
DROP TYPE "IncomingState", "IntentException", "IntentState", "PayoutKind", "PayoutState", "SweepState", "TxState";
