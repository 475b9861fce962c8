import type { meResult } from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { meOf } from "../internal/people.ts";

/** Who is asking; null when nobody is signed in. */
export async function me(ctx: Ctx): Promise<z.input<typeof meResult>> {
  if (ctx.actor.kind !== "user") return { user: null };
  const [person] = await rowsOf<Parameters<typeof meOf>[0]>(
    ctx,
    Prisma.sql`
      SELECT "id", "email", "name", "locale", "timeZone", "roles"::text[] AS "roles", "standing" FROM "User"
      WHERE "id" = ${ctx.actor.userId}::uuid AND "tenantId" = ${ctx.actor.tenantId}::uuid AND "deletedAt" IS NULL`,
  );
  return { user: person ? meOf(person) : null };
}
