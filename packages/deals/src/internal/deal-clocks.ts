import { type Ctx, type Deadline, Prisma, rowsOf } from "@amanat/db";
import type { Kinds } from "../kind.ts";

export type Clocks = {
  /** When a clock is due; null while it is paused. The time to pay has a date also then: it is paused for a bounded time. */
  due(clock: string, dealId: string): Date | null;
  /** Whether it has fired. */
  fired(clock: string, dealId: string): boolean;
};

/** The clocks of many deals, in one query. */
export async function clocksOf(ctx: Ctx, dealIds: readonly string[], kinds: Kinds): Promise<Clocks> {
  const purposes = [...new Set(Object.values(kinds).flatMap((kind) => Object.keys(kind.clocks))), "pay_resume"];
  const rows = await rowsOf<Pick<Deadline, "purpose" | "subjectId" | "dueAt" | "status" | "pausedAt">>(
    ctx,
    Prisma.sql`
      SELECT "purpose", "subjectId", "dueAt", "status", "pausedAt" FROM "Deadline"
      WHERE "purpose" = ANY (${purposes}::text[]) AND "subjectId" = ANY (${[...dealIds]}::uuid[])`,
  );
  const timers = new Map(rows.map((row) => [`${row.purpose} ${row.subjectId}`, row]));
  return {
    due: (clock, dealId) => {
      const row = timers.get(`${clock} ${dealId}`);
      if (row?.status !== "pending" || row.pausedAt === null) return row?.status === "pending" ? row.dueAt : null;
      const resumes = clock === "pay" ? timers.get(`pay_resume ${dealId}`) : undefined;
      return resumes?.status === "pending" ? new Date(resumes.dueAt.getTime() + row.dueAt.getTime() - row.pausedAt.getTime()) : null;
    },
    fired: (clock, dealId) => timers.get(`${clock} ${dealId}`)?.status === "done",
  };
}
