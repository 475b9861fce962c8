import { oldRows, Prisma, type Purgeable } from "@amanat/db";
import { eraseOld } from "./verbs/erase.ts";

/** What entries say. That there was each of them stays, or the chain would not verify. */
export const PURGES: readonly Purgeable[] = [
  {
    kind: "audit_payloads",
    // The database itself erases nothing younger.
    leastDays: 365,
    usualDays: 3_650,
    old: oldRows(
      (before) => Prisma.sql`
        SELECT "id", "at", ARRAY["actorId", "subjectId"] AS "subjects" FROM "AuditEntry"
        WHERE "at" < ${before} AND "erasedAt" IS NULL AND "action" <> 'audit.erased'`,
    ),
    purge: eraseOld,
  },
];
