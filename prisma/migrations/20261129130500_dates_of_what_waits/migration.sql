-- What waits without a date, from before it would have been given one. Each date is what it would be if it began to wait now.

-- A clock that was paused when it met a hold of the chain or of staff: nothing resumes those any more. It is put off instead.
UPDATE "Deadline" d SET "pausedAt" = NULL, "dueAt" = greatest(d."dueAt" + (now() - d."pausedAt"), now() + interval '72 hours')
WHERE d."status" = 'pending' AND d."pausedAt" IS NOT NULL AND d."purpose" IN ('inspect', 'deliver')
  AND NOT EXISTS (
    SELECT FROM "Hold" h JOIN "DealParty" p ON p."dealId" = h."scope" AND p."userId"::text = h."placedBy"
    WHERE h."scope" = d."subjectId" AND h."status" = 'live');

UPDATE "Hold" SET "until" = now() + interval '14 days', "version" = "version" + 1
WHERE "status" = 'live' AND "placedBy" = 'reorg' AND "until" IS NULL;
INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
SELECT gen_random_uuid(), "tenantId", 'reorg_hold', "id", "until" FROM "Hold" WHERE "status" = 'live' AND "placedBy" = 'reorg'
ON CONFLICT ("purpose", "subjectId") DO NOTHING;

INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
SELECT gen_random_uuid(), d."tenantId", 'repay', d."id", now() + interval '1 day' FROM "Deal" d
WHERE d."kind" = 'purchase' AND d."status" IN ('delivery', 'delivered', 'confirming')
  AND EXISTS (SELECT FROM "IntentPart" p WHERE p."scope" = d."id" AND p."status" = 'open')
ON CONFLICT ("purpose", "subjectId") DO NOTHING;

INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
SELECT gen_random_uuid(), "tenantId", 'payout_approval', "id", now() + interval '3 days' FROM "Payout" WHERE "status"::text = 'pending_approval'
ON CONFLICT ("purpose", "subjectId") DO NOTHING;

INSERT INTO "Deadline" ("id", "tenantId", "purpose", "subjectId", "dueAt")
SELECT gen_random_uuid(), "tenantId", 'sweep_again', "id", now() + interval '1 day' FROM "Sweep" WHERE "status"::text = 'failed' AND "failure" = 'too many tries'
ON CONFLICT ("purpose", "subjectId") DO NOTHING;
