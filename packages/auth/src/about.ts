import { type About, heldList, inTransaction, Prisma, publicIdIn } from "@amanat/db";
import { eraseTraces } from "./internal/uses.ts";

/** Who they are, how they come in, from where they came. No secret of theirs is in it, since none is known here but as a hash. */
export const ABOUT: About = {
  held: {
    person: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("user", Prisma.sql`"id"`)} AS "id", "name", "email", "emailVerifiedAt", "locale", "timeZone", "roles"::text[] AS "roles",
          "standing", "createdAt" FROM "User" WHERE "id" = ${userId}::uuid`,
    ),
    "ways-in": heldList(
      (userId) =>
        Prisma.sql`SELECT "provider" || ':' || "label" AS "id", "provider", "label", "createdAt", "lastUsedAt" FROM "Identity" WHERE "userId" = ${userId}::uuid`,
    ),
    passkeys: heldList(
      (userId) =>
        Prisma.sql`SELECT "credentialId" AS "id", "name", "deviceType", "createdAt", "lastUsedAt" FROM "Passkey" WHERE "userId" = ${userId}::uuid`,
    ),
    sessions: heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("session", Prisma.sql`"id"`)} AS "id", "surface", "amr", "userAgent", "address", "country", "createdAt", "lastSeenAt", "revokedAt"
        FROM "Session" WHERE "userId" = ${userId}::uuid`,
    ),
    "api-keys": heldList(
      (userId) => Prisma.sql`
        SELECT ${publicIdIn("apiKey", Prisma.sql`"id"`)} AS "id", "name", "prefix", "scopes", "cidrs", "createdAt", "expiresAt", "lastUsedAt", "revokedAt"
        FROM "ApiKey" WHERE "userId" = ${userId}::uuid`,
    ),
    rulings: heldList(
      (userId) => Prisma.sql`SELECT "id", "kind", "cause", "at", "liftedAt" FROM "Sanction" WHERE "userId" = ${userId}::uuid`,
    ),
  },
  erase: (ctx, userId) => inTransaction(ctx, (tx) => eraseTraces(tx, userId)),
  keeps: ["rulings"],
};
