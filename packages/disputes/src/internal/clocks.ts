import { type Ctx, type Deadline, Prisma, rowsOf } from "@amanat/db";
import type { CaseRow } from "./rows.ts";
import { CLOCKS } from "./write-cases.ts";

export type CaseClocks = Readonly<Partial<Record<(typeof CLOCKS)[number], Date>>>;

/** When the running clocks of cases are due, in one query. */
export async function clocksOf(ctx: Ctx, caseIds: readonly string[]): Promise<(caseId: string) => CaseClocks> {
  const rows = await rowsOf<Pick<Deadline, "purpose" | "subjectId" | "dueAt">>(
    ctx,
    Prisma.sql`SELECT "purpose", "subjectId", "dueAt" FROM "Deadline" WHERE "purpose" = ANY (${[...CLOCKS]}::text[])
      AND "subjectId" = ANY (${[...caseIds]}::uuid[]) AND "status" = 'pending' AND "pausedAt" IS NULL`,
  );
  return (caseId) => Object.fromEntries(rows.filter(({ subjectId }) => subjectId === caseId).map(({ purpose, dueAt }) => [purpose, dueAt]));
}

const due = async (ctx: Ctx, { id }: CaseRow, clock: (typeof CLOCKS)[number]): Promise<Date | null> =>
  (await clocksOf(ctx, [id]))(id)[clock] ?? null;

/** Until when the ruling can be appealed. */
export const appealBy = (ctx: Ctx, row: CaseRow): Promise<Date | null> => due(ctx, row, "dispute_appeal");
/** When the ruling is due. */
export const decideBy = (ctx: Ctx, row: CaseRow): Promise<Date | null> => due(ctx, row, "dispute_decide");
