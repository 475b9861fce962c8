import { type About, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { forgetDeliveries } from "./internal/deliveries.ts";
import { forgetNotices, forgetWords, noticesOf } from "./internal/notices.ts";
import { forgetWishes } from "./internal/preferences.ts";

/** Notices of a pass. */
const PASS = 500;

/** What they were told, and how they wish to be told. What others were told stays theirs, without the name and the words of whoever went. */
export const ABOUT: About = {
  held: {
    notices: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("notice", Prisma.sql`"id"`)} AS "id", "kind", "said", "place", "by", "createdAt", "readAt" FROM "Notice" WHERE "userId" = ${userId}::uuid`,
    ),
    wishes: heldList(
      (userId) =>
        Prisma.sql`SELECT "userId" AS "id", "off", "quietFrom", "quietTo", "digest", "updatedAt" FROM "NoticePreference" WHERE "userId" = ${userId}::uuid`,
    ),
  },
  erase: (ctx, userId) =>
    inTransaction(ctx, async (tx) => {
      const ids = await noticesOf(tx, userId, PASS);
      await forgetDeliveries(tx, ids);
      const gone = ids.length === 0 ? 0 : await forgetNotices(tx, ids);
      return gone + (await forgetWords(tx, userId, PASS)) + (await forgetWishes(tx, userId));
    }),
  keeps: [],
};
