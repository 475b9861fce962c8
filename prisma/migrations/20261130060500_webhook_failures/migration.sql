-- Why an attempt failed, as a word that pages say in the reader's language.
UPDATE "WebhookMessage" SET "failure" = CASE WHEN "lastStatus" IS NOT NULL THEN 'status' ELSE 'connection' END WHERE "failure" IS NOT NULL;
UPDATE "WebhookAttempt" SET "failure" = CASE WHEN "code" IS NOT NULL THEN 'status' ELSE 'connection' END WHERE "failure" IS NOT NULL;
ALTER TABLE "WebhookMessage" ADD CONSTRAINT "WebhookMessage_failure_check"
  CHECK ("failure" IN ('status', 'url', 'name', 'address', 'timeout', 'connection', 'tls'));
ALTER TABLE "WebhookAttempt" ADD CONSTRAINT "WebhookAttempt_failure_check"
  CHECK ("failure" IN ('status', 'url', 'name', 'address', 'timeout', 'connection', 'tls'));
