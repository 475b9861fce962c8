import { type About, heldList, Prisma, publicIdIn } from "@amanat/db";
import { eraseOwn } from "./verbs/erase-own.ts";

const conversation = (of: Prisma.Sql) => publicIdIn("conversation", of);

/** What they wrote, and in which conversations they were. What others wrote is the others'. That they wrote, and when, stays in the chain. */
export const ABOUT: About = {
  held: {
    conversations: heldList(
      (userId) => Prisma.sql`
        SELECT ${conversation(Prisma.sql`c."id"`)} AS "id", c."title", m."role", c."createdAt", m."lastAt"
        FROM "ConversationMember" m JOIN "Conversation" c ON c."id" = m."conversationId" WHERE m."userId" = ${userId}::uuid`,
    ),
    messages: heldList(
      (userId) => Prisma.sql`
        SELECT e."id", ${conversation(Prisma.sql`e."conversationId"`)} AS "conversationId", e."seq", e."kind", e."ref", e."text", e."fileIds", e."at"
        FROM "ConversationEntry" e WHERE e."authorId" = ${userId}::uuid`,
    ),
  },
  erase: eraseOwn,
  keeps: ["messages"],
};
