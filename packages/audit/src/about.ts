import { type About, heldList, inTransaction, Prisma } from "@amanat/db";
import { erasePass } from "./verbs/erase.ts";

/** What they did. What the entries say is erased; that there were some stays, or the chain would not verify. */
export const ABOUT: About = {
  held: {
    entries: heldList(
      (userId) => Prisma.sql`
        SELECT "id", "action", "subjectKind", "subjectId", "payload", "at", "erasedAt" FROM "AuditEntry" WHERE "actorId" = ${userId}::uuid`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, (tx) => erasePass(tx, userId)),
  keeps: ["trail"],
};
