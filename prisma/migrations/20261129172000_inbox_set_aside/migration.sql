-- That a webhook was set aside is a fact of its own, and not read from the words of its outcome.
ALTER TABLE "WebhookInbox" ADD COLUMN "setAsideAt" TIMESTAMPTZ(3);
UPDATE "WebhookInbox" SET "setAsideAt" = "processedAt" WHERE "processedAt" IS NOT NULL AND "outcome" LIKE 'failed:%';
ALTER TABLE "WebhookInbox" ADD CONSTRAINT "WebhookInbox_setAsideAt_check" CHECK ("setAsideAt" IS NULL OR "processedAt" IS NOT NULL);

-- A payout begins where it waits for approval: nothing ever stored one in `draft`.
ALTER TABLE "Payout" DROP CONSTRAINT "Payout_status_check";
ALTER TABLE "Payout" ADD CONSTRAINT "Payout_status_check" CHECK ("status" IN ('pending_approval', 'approved', 'signing', 'broadcast', 'confirming', 'settled', 'failed', 'rejected', 'cancelled'));
