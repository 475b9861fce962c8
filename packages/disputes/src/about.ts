import { type About, heldList, nothingToErase, Prisma, publicIdIn } from "@amanat/db";

const caseIdOf = publicIdIn("case", Prisma.sql`c."id"`);

/**
 * The cases they were a side of, what they said in them, and those they had to rule on. A case is the other side's too, and what was ruled rests
 * on what each said: nothing of it goes with one of them.
 */
export const ABOUT: About = {
  held: {
    cases: heldList(
      (userId) => Prisma.sql`
        SELECT ${caseIdOf} AS "id", ${publicIdIn("deal", Prisma.sql`c."dealId"`)} AS "dealId", c."title", c."status", c."openedBy", c."reason", c."ask",
          c."certainty", c."asked", c."small", c."round", c."openedAt", c."lastAt", c."closedAt",
          (SELECT jsonb_agg(jsonb_build_object('round', r."round", 'outcome', r."outcome", 'shares', r."shares", 'sanctions', r."sanctions",
            'reasons', r."reasons", 'status', r."status", 'at', r."at") ORDER BY r."round") FROM "DisputeRuling" r WHERE r."caseId" = c."id") AS "rulings"
        FROM "DisputeCase" c WHERE c."buyerId" = ${userId}::uuid OR c."sellerId" = ${userId}::uuid`,
    ),
    statements: heldList(
      (userId) => Prisma.sql`
        SELECT ${caseIdOf} || ':' || lpad(e."seq"::text, 9, '0') AS "id", ${caseIdOf} AS "caseId", e."seq", e."kind", e."by", e."at", e."text", e."data"
        FROM "DisputeEntry" e JOIN "DisputeCase" c ON c."id" = e."caseId" WHERE e."authorId" = ${userId}::uuid`,
    ),
    settlements: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("settlement", Prisma.sql`s."id"`)} AS "id", ${caseIdOf} AS "caseId", s."kind", s."by", s."shares", s."until", s."note", s."status",
          s."createdAt", s."closedAt"
        FROM "DisputeSettlement" s JOIN "DisputeCase" c ON c."id" = s."caseId"
        WHERE ${userId}::uuid = CASE s."by" WHEN 'buyer' THEN c."buyerId" ELSE c."sellerId" END`,
    ),
    mediations: heldList(
      (userId) => Prisma.sql`
        SELECT m."id", ${caseIdOf} AS "caseId", m."round", m."since", m."leftAt", m."cause"
        FROM "DisputeMediator" m JOIN "DisputeCase" c ON c."id" = m."caseId" WHERE m."userId" = ${userId}::uuid`,
    ),
  },
  erase: nothingToErase,
  keeps: ["rulings"],
};
