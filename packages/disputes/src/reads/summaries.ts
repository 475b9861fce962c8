import { publicId } from "@amanat/contracts";
import { type Ctx, Prisma, reader, requireRole, requireSystem, rowsOf } from "@amanat/db";
import { partsIn } from "../internal/parts.ts";
import { CLOCKS } from "../internal/write-cases.ts";

/** What a case is in short, of any tenant. */
type CaseInShort = {
  id: string;
  tenantId: string;
  status: string;
  title: string;
  people: string[];
  asset: string;
  amount: bigint;
  createdAt: Date;
  closedAt: Date | null;
  /** Its deal. */
  keys: string[];
};

/** These cases in short, for summaries over all of them: the sum is that of the first part's asset, for two are never added. Only for our own processes. */
export async function caseSummaries(ctx: Ctx, ids: readonly string[]): Promise<CaseInShort[]> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).disputeCase.findMany({ where: { id: { in: [...ids] } } });
  return rows.map((row) => {
    const parts = partsIn(row.parts);
    const asset = parts[0]?.asset ?? "";
    return {
      id: row.id,
      tenantId: row.tenantId,
      status: row.status,
      title: row.title,
      people: [row.buyerId, row.sellerId],
      asset,
      amount: parts.reduce((sum, part) => (part.asset === asset ? sum + BigInt(part.amount) : sum), 0n),
      createdAt: row.openedAt,
      closedAt: row.closedAt,
      keys: [publicId("deal", row.dealId)],
    };
  });
}

/** When the first running clock of a case `c` ends: somebody has to have acted by then. */
export const DUE = Prisma.sql`(SELECT min(d."dueAt") FROM "Deadline" d
  WHERE d."purpose" = ANY (${[...CLOCKS]}::text[]) AND d."subjectId" = c."id" AND d."status" = 'pending' AND d."pausedAt" IS NULL)`;

/** By when somebody has to have acted in each of the tenant's live cases; of at most so many, those that end first. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function casesDue(ctx: Ctx, most: number): Promise<(Date | null)[]> {
  const { tenantId } = requireRole(ctx.actor, "guard", "resolver", "admin");
  const rows = await rowsOf<{ due: Date | null }>(
    ctx,
    Prisma.sql`SELECT ${DUE} AS "due" FROM (SELECT "id" FROM "DisputeCase"
      WHERE "tenantId" = ${tenantId}::uuid AND "closedAt" IS NULL ORDER BY "lastAt" LIMIT ${most}) c`,
  );
  return rows.map(({ due }) => due);
}
