import { oldRows, Prisma, type Purgeable } from "@amanat/db";
import { forgetThese } from "./internal/messages.ts";

/** What was sent to people's own servers, and what they answered. */
export const PURGES: readonly Purgeable[] = [
  {
    kind: "webhook_messages",
    leastDays: 3,
    usualDays: 30,
    old: oldRows(
      (before) => Prisma.sql`
        SELECT m."id", m."createdAt" AS "at", ARRAY[e."ownerId", m."subjectId"] AS "subjects"
        FROM "WebhookMessage" m JOIN "WebhookEndpoint" e ON e."id" = m."endpointId" WHERE m."createdAt" < ${before} AND m."status" <> 'waiting'`,
    ),
    purge: forgetThese,
  },
];
