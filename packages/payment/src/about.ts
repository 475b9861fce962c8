import { type About, heldList, nothingToErase, Prisma, publicIdIn } from "@amanat/db";

const deal = (scope: Prisma.Sql) => publicIdIn("deal", scope);

/** What they paid and were paid, and where it went. All of it stays: it is on public chains, and the law wants it. */
export const ABOUT: About = {
  held: {
    payments: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("intent", Prisma.sql`"id"`)} AS "id", ${deal(Prisma.sql`"scope"`)} AS "dealId", "title", "assetId", "chain", "amount"::text,
          "received"::text, "status", "depositAddress", "createdAt", "creditedAt" FROM "PaymentIntent" WHERE "payerId" = ${userId}::uuid`,
    ),
    payouts: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("payout", Prisma.sql`"id"`)} AS "id", "kind", "status", ${deal(Prisma.sql`"scope"`)} AS "dealId", "title", "assetId", "chain",
          "amount"::text, "destination", "txHash", "rejectedReason", "createdAt", "settledAt" FROM "Payout" WHERE "partyId" = ${userId}::uuid`,
    ),
    destinations: heldList(
      (userId) => Prisma.sql`
        SELECT "id", ${deal(Prisma.sql`"scope"`)} AS "dealId", "chain", "address", "namedAt", "effectiveAt", "appliedAt", "cancelledAt"
        FROM "Destination" WHERE "ownerId" = ${userId}::uuid`,
    ),
  },
  erase: nothingToErase,
  keeps: ["money"],
};
