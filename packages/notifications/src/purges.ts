import { oldRows, Prisma, type Purgeable } from "@amanat/db";
import { forgetDeliveries } from "./internal/deliveries.ts";
import { forgetNotices } from "./internal/notices.ts";

/** What people were told. */
export const PURGES: readonly Purgeable[] = [
  {
    kind: "notices",
    leastDays: 14,
    usualDays: 90,
    old: oldRows(
      (before) =>
        Prisma.sql`SELECT "id", "createdAt" AS "at", ARRAY["userId", "subjectId"] AS "subjects" FROM "Notice" WHERE "createdAt" < ${before}`,
    ),
    async purge(tx, ids) {
      await forgetDeliveries(tx, ids);
      return forgetNotices(tx, ids);
    },
  },
];
