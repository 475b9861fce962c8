import { type About, heldList, nothingToErase, Prisma, publicIdIn } from "@amanat/db";

/** The records of deals they asked for, which expire by themselves. What is in one is the deal's, and told there. */
export const ABOUT: About = {
  held: {
    records: heldList(
      (userId) => Prisma.sql`
        SELECT "id", ${publicIdIn("deal", Prisma.sql`"dealId"`)} AS "dealId", "status", "size"::text AS "size", "sha256", "createdAt", "expiresAt"
        FROM "Dossier" WHERE "readerId" = ${userId}::uuid`,
    ),
  },
  erase: nothingToErase,
  keeps: [],
};
