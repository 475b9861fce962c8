import { IDENTITY_PROVIDERS, type identityList } from "@amanat/contracts";
import { type Ctx, reader, requireUser } from "@amanat/db";
import * as z from "zod";
import { personById, subjectOf } from "../internal/people.ts";

const providerSchema = z.enum(IDENTITY_PROVIDERS);

/** The accounts that lead to this person, oldest first. Errors: AUTHENTICATION_REQUIRED. */
export async function identities(ctx: Ctx): Promise<z.input<typeof identityList>> {
  const user = requireUser(ctx.actor);
  const person = await personById(ctx, user.userId);
  const rows = await reader(ctx).identity.findMany({
    where: { userId: user.userId, provider: { not: "password" } },
    orderBy: [{ createdAt: "asc" }, { subject: "asc" }],
    take: 100,
  });
  return {
    identities: rows.map((row) => ({
      provider: providerSchema.parse(row.provider),
      label: row.label || subjectOf(row),
      subject: subjectOf(row),
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    })),
    hasPassword: person !== null && person.passwordHash !== null,
  };
}
