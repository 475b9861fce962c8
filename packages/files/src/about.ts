import { type About, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { eraseFiles } from "./internal/write-rows.ts";

/** What they sent. Its bytes lie beside the list (`ownFiles`). What they delivered is the other side's too, and stays in its deal. */
export const ABOUT: About = {
  held: {
    files: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("file", Prisma.sql`"id"`)} AS "id", "purpose", "fileName", coalesce("type", "declaredType") AS "type", "size", "status", "createdAt",
          "deletedAt" FROM "File" WHERE "ownerId" = ${userId}::uuid AND "purpose" <> 'export'`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, (tx) => eraseFiles(tx, userId)),
  keeps: ["deals"],
};
