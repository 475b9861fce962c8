import { type About, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { eraseEndpoints } from "./internal/endpoints.ts";
import { eraseMessages } from "./internal/messages.ts";

/** Where their programs are told what happens. What is sent there is about deals, and told there. */
export const ABOUT: About = {
  held: {
    endpoints: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("webhook", Prisma.sql`"id"`)} AS "id", "url", "description", "types", "status", "createdAt", "deletedAt"
        FROM "WebhookEndpoint" WHERE "ownerId" = ${userId}::uuid AND NOT "ofTenant"`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, async (tx) => (await eraseEndpoints(tx, userId)) + (await eraseMessages(tx, userId))),
  keeps: [],
};
