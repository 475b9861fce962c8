import { type About, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { forgetSubscriptions } from "./internal/subscriptions.ts";

/** The browsers of theirs that are woken. */
export const ABOUT: About = {
  held: {
    browsers: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("pushSubscription", Prisma.sql`"id"`)} AS "id", "endpoint", "createdAt" FROM "PushSubscription" WHERE "userId" = ${userId}::uuid`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, (tx) => forgetSubscriptions(tx, userId)),
  keeps: [],
};
