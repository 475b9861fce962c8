import { type Ctx, Prisma, rowsOf } from "@amanat/db";

/** Who approved payouts of an agreement, or of these people since a date. Does no access check: the caller has done it. */
export async function payoutApprovers(
  ctx: Ctx,
  { scope, parties, since }: { scope: string; parties: readonly string[]; since: Date },
): Promise<ReadonlySet<string>> {
  const rows = await rowsOf<{ id: string }>(
    ctx,
    Prisma.sql`SELECT p."approvedById"::text AS id FROM "Payout" p WHERE p."scope" = ${scope}::uuid AND p."approvedById" IS NOT NULL
      UNION SELECT p."approvedById"::text FROM "Payout" p WHERE p."partyId" = ANY (${[...parties]}::uuid[]) AND p."approvedAt" >= ${since}
        AND p."tenantId" = ${ctx.actor.tenantId}::uuid AND p."approvedById" IS NOT NULL`,
  );
  return new Set(rows.map(({ id }) => id));
}
