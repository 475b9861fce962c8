-- The desk finds cases too, and counts the live ones by their deadline.
ALTER TABLE "DeskSubject" DROP CONSTRAINT "DeskSubject_kind_check";
ALTER TABLE "DeskSubject" ADD CONSTRAINT "DeskSubject_kind_check" CHECK ("kind" IN ('deal', 'request', 'payout', 'case'));

CREATE INDEX "DisputeCase_last_idx" ON "DisputeCase" ("tenantId", "lastAt") WHERE "closedAt" IS NULL;

-- Those of before, whose events the desk has passed by.
INSERT INTO "DeskSubject"
  ("kind", "id", "tenantId", "word", "title", "people", "assetId", "amount", "keys", "createdAt", "changedAt", "overSince", "v")
SELECT 'case', c."id", c."tenantId", c."status", c."title", ARRAY[c."buyerId", c."sellerId"], c."parts"->0->>'asset',
  (SELECT sum((p->>'amount')::numeric) FROM jsonb_array_elements(c."parts") p WHERE p->>'asset' = c."parts"->0->>'asset'),
  '{}', c."openedAt", c."openedAt", c."closedAt", search_vector(c."title", '')
FROM "DisputeCase" c
ON CONFLICT DO NOTHING;

-- The desk lists every deposit, and finds one by its transaction or by an address.
CREATE INDEX "IncomingTransfer_createdAt_id_idx" ON "IncomingTransfer" ("createdAt", "id");
CREATE INDEX "IncomingTransfer_txHash_idx" ON "IncomingTransfer" ("txHash");
CREATE INDEX "IncomingTransfer_sender_idx" ON "IncomingTransfer" ("sender");
CREATE INDEX "IncomingTransfer_recipient_idx" ON "IncomingTransfer" ("recipient");

-- What was set aside of webhooks is counted.
CREATE INDEX "WebhookInbox_aside_idx" ON "WebhookInbox" ("provider") WHERE "setAsideAt" IS NOT NULL;
