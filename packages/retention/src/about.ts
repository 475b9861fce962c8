import { type About, heldList, nothingToErase, Prisma, publicIdIn } from "@amanat/db";

/** The archives they asked for; the files of those are the files' own. */
export const ABOUT: About = {
  held: {
    archives: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("export", Prisma.sql`"id"`)} AS "id", "status", "size", "askedAt", "readyAt", "expiresAt" FROM "Export" WHERE "userId" = ${userId}::uuid`,
    ),
  },
  erase: nothingToErase,
  keeps: [],
};
