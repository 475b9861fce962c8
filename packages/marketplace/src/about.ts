import { type About, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { eraseDeliveries } from "./internal/terms.ts";
import { eraseTexts } from "./internal/write-rows.ts";

const request = publicIdIn("request", Prisma.sql`r."id"`);

/** What they wanted, what they offered, and what they agreed to. What became a deal stays as its terms, without where somebody lives. */
export const ABOUT: About = {
  held: {
    requests: heldList(
      (userId) => Prisma.sql`
        SELECT ${request} AS "id", r."title", r."description", r."productType"::text, r."category", r."assetId", r."budgetMin"::text, r."budgetMax"::text,
          r."urgency"::text, r."delivery", r."status", r."createdAt", r."expiresAt" FROM "Request" r WHERE r."buyerId" = ${userId}::uuid`,
    ),
    offers: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("offer", Prisma.sql`o."id"`)} AS "id", ${publicIdIn("request", Prisma.sql`o."requestId"`)} AS "requestId", o."assetId",
          o."price"::text, o."deliveryDays", o."notes", o."payoutAddress", o."status", o."createdAt", o."validUntil"
        FROM "Offer" o WHERE o."sellerId" = ${userId}::uuid`,
    ),
    purchases: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("deal", Prisma.sql`p."dealId"`)} AS "id", ${request} AS "requestId", p."payoutAddress", p."delivery", p."deliveryDays",
          p."handover", p."deliverBy", p."deliveredAt"
        FROM "Purchase" p JOIN "Request" r ON r."id" = p."requestId" JOIN "Offer" o ON o."id" = p."offerId"
        WHERE r."buyerId" = ${userId}::uuid OR o."sellerId" = ${userId}::uuid`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, async (tx) => (await eraseTexts(tx, userId)) + (await eraseDeliveries(tx, userId))),
  keeps: ["deals"],
};
