import { type About, eraseFootsteps, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { endExports } from "./internal/exports.ts";

/** The archives they asked for, whose files are the files' own, and whether they have asked to go. What the platform keeps of a caller goes here too. */
export const ABOUT: About = {
  held: {
    archives: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("export", Prisma.sql`"id"`)} AS "id", "status", "size", "askedAt", "readyAt", "expiresAt" FROM "Export" WHERE "userId" = ${userId}::uuid`,
    ),
    departures: heldList(
      (userId) => Prisma.sql`SELECT "id", "status", "at", "dueAt", "endedAt", "why" FROM "Departure" WHERE "userId" = ${userId}::uuid`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, async (tx) => (await endExports(tx, userId)) + (await eraseFootsteps(tx, userId))),
  keeps: [],
};
