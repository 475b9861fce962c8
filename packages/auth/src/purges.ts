import { oldRows, Prisma, type Purgeable } from "@amanat/db";
import { forgetPeople } from "./internal/write-rows.ts";
import { forgetOrigins } from "./internal/uses.ts";

/** From where ended sessions were used, and accounts that nobody ever proved. */
export const PURGES: readonly Purgeable[] = [
  {
    kind: "sessions",
    leastDays: 30,
    usualDays: 365,
    old: oldRows(
      (before) => Prisma.sql`
        SELECT "id", least("revokedAt", "absExpiresAt") AS "at", ARRAY["userId"] AS "subjects" FROM "Session"
        WHERE least("revokedAt", "absExpiresAt") < ${before} AND ("userAgent" <> '' OR "address" <> '' OR "country" IS NOT NULL)`,
    ),
    purge: forgetOrigins,
  },
  {
    kind: "unverified_accounts",
    leastDays: 7,
    usualDays: 90,
    old: oldRows(
      (before) => Prisma.sql`
        SELECT u."id", u."createdAt" AS "at", ARRAY[u."id"] AS "subjects" FROM "User" u
        WHERE u."emailVerifiedAt" IS NULL AND u."deletedAt" IS NULL AND u."createdAt" < ${before}
          AND NOT EXISTS (SELECT FROM "Identity" i WHERE i."userId" = u."id" AND i."provider" <> 'password')
          AND NOT EXISTS (SELECT FROM "Passkey" p WHERE p."userId" = u."id")
          AND NOT EXISTS (SELECT FROM "Session" s WHERE s."userId" = u."id")`,
    ),
    purge: forgetPeople,
  },
];
