import { type About, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { eraseNotes } from "./internal/proposals.ts";

const deal = publicIdIn("deal", Prisma.sql`d."id"`);

/** The deals they are a party of. They are the other party's too, so that they stay, without the notes they wrote. */
export const ABOUT: About = {
  held: {
    deals: heldList(
      (userId) => Prisma.sql`
        SELECT ${deal} || ':' || p."role" AS "id", ${deal} AS "dealId", p."role", d."kind", d."status", d."title", d."termsVersion", d."createdAt", d."fundedAt",
          d."closedAt", (SELECT jsonb_agg(jsonb_build_object('ordinal', t."ordinal", 'assetId', t."assetId", 'amount', t."amount"::text,
            'status', t."status") ORDER BY t."ordinal") FROM "Tranche" t WHERE t."dealId" = d."id") AS "parts"
        FROM "DealParty" p JOIN "Deal" d ON d."id" = p."dealId" WHERE p."userId" = ${userId}::uuid`,
    ),
    proposals: heldList(
      (userId) => Prisma.sql`
        SELECT x."id", ${deal} AS "dealId", x."kind", x."by", x."clock", x."until", x."note", x."status", x."createdAt", x."closedAt"
        FROM "DealProposal" x JOIN "Deal" d ON d."id" = x."dealId"
          JOIN "DealParty" p ON p."dealId" = d."id" AND p."role" = x."by" WHERE p."userId" = ${userId}::uuid`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, (tx) => eraseNotes(tx, userId)),
  keeps: ["deals", "rulings"],
};
