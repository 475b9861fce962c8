import { oldRows, Prisma, type Purgeable } from "@amanat/db";

/**
 * The bodies of webhooks that were processed. That they came, and what came of them, stays with the money it led to: the chain's proof credits, and
 * that is never cleared away.
 */
export const PURGES: readonly Purgeable[] = [
  {
    kind: "provider_inbox",
    leastDays: 30,
    usualDays: 365,
    old: oldRows(
      (before) => Prisma.sql`
        SELECT "id", "receivedAt" AS "at", ARRAY[]::uuid[] AS "subjects" FROM "WebhookInbox"
        WHERE "processedAt" < ${before} AND "setAsideAt" IS NULL AND length("rawBody") > 0`,
    ),
    purge: (tx, ids) =>
      tx.tx
        .$executeRaw`UPDATE "WebhookInbox" SET "rawBody" = '' WHERE "id" = ANY (${[...ids]}::uuid[]) AND "processedAt" IS NOT NULL AND length("rawBody") > 0`,
  },
];
