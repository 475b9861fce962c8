import { type Ctx, reader } from "@amanat/db";

/** What a person has, with what is on its way. */
export async function usageOf(ctx: Ctx, ownerId: string): Promise<{ bytes: number; count: number }> {
  const { _sum: sum, _count: count } = await reader(ctx).file.aggregate({
    where: { ownerId, purpose: { not: "export" }, status: { in: ["begun", "arrived", "held", "ready"] } },
    _sum: { size: true },
    _count: true,
  });
  return { bytes: sum.size ?? 0, count };
}
