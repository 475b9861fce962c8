import type { Ctx } from "@amanat/db";
import { Prisma, rowsOf } from "@amanat/db";
import { casesOf, casesWhere } from "../internal/rows.ts";

/** A case's people, for the room of the three and for notices. */
export type CaseStanding = {
  readonly id: string;
  readonly dealId: string;
  readonly title: string;
  readonly buyerId: string;
  readonly sellerId: string;
  readonly mediatorId: string | null;
  readonly over: boolean;
};

/** Who belongs to cases now, by id. Does no access check: whoever asks decides by it. */
export async function caseStandings(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, CaseStanding>> {
  if (ids.length === 0) return new Map();
  const rows = await casesWhere(ctx, Prisma.sql`c."id" = ANY (${[...ids]}::uuid[])`);
  return new Map(
    rows.map(({ id, dealId, title, buyerId, sellerId, mediatorId, closedAt }) => [
      id,
      { id, dealId, title, buyerId, sellerId, mediatorId, over: closedAt !== null },
    ]),
  );
}

/** The cases of a deal, by id, the newest first. Does no access check: whoever asks decides by it. */
export async function casesAbout(ctx: Ctx, dealId: string): Promise<string[]> {
  return (await casesOf(ctx, dealId)).map(({ id }) => id);
}

/** All cases a person is a side of, and which of them go on. The oldest first. */
export function casesOfPerson(ctx: Ctx, userId: string): Promise<{ id: string; over: boolean }[]> {
  return rowsOf(
    ctx,
    Prisma.sql`SELECT c."id"::text AS id, c."closedAt" IS NOT NULL AS over FROM "DisputeCase" c
      WHERE c."tenantId" = ${ctx.actor.tenantId}::uuid AND (c."buyerId" = ${userId}::uuid OR c."sellerId" = ${userId}::uuid) ORDER BY c."openedAt", c."id"`,
  );
}

/** Who had cases before, by id. `freed`: who had it when it ended without their ruling. `left`: from whom it was taken last; not who recused. */
export type MediatorsBefore = { readonly freed: string | null; readonly left: string | null };

/** For notices. Does no access check: whoever asks decides by it. */
export async function mediatorsBefore(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, MediatorsBefore>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<{ id: string } & MediatorsBefore>(
    ctx,
    Prisma.sql`SELECT c."id"::text AS id,
      (SELECT m."userId"::text FROM "DisputeMediator" m WHERE m."caseId" = c."id" AND m."cause" = 'closed' LIMIT 1) AS freed,
      (SELECT m."userId"::text FROM "DisputeMediator" m WHERE m."caseId" = c."id" AND m."cause" IN ('changed', 'overdue')
        ORDER BY m."leftAt" DESC LIMIT 1) AS "left"
      FROM "DisputeCase" c WHERE c."tenantId" = ${ctx.actor.tenantId}::uuid AND c."id" = ANY (${[...ids]}::uuid[])`,
  );
  return new Map(rows.map(({ id, freed, left }) => [id, { freed, left }]));
}
