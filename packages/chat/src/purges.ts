import { oldRows, Prisma, type Purgeable } from "@amanat/db";
import { eraseIn } from "./verbs/erase-own.ts";

/** What was written, long after the deal it was about. Each erasure is a link of its conversation's chain. */
export const PURGES: readonly Purgeable[] = [
  {
    kind: "messages",
    leastDays: 365,
    usualDays: 2_555,
    old: oldRows(
      (before) => Prisma.sql`
        SELECT e."id", e."at", ARRAY[e."authorId", c."dealId"] || ARRAY(SELECT d."dealId" FROM "ConversationDeal" d WHERE d."conversationId" = c."id")
          || ARRAY(SELECT m."userId" FROM "ConversationMember" m WHERE m."conversationId" = c."id") AS "subjects"
        FROM "ConversationEntry" e JOIN "Conversation" c ON c."id" = e."conversationId"
        WHERE e."kind" = 'message' AND e."text" IS NOT NULL AND e."at" < ${before} AND c."lastAt" < ${before}`,
    ),
    purge: eraseIn,
  },
];
