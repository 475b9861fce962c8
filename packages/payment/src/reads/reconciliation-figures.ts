import type { Database } from "@amanat/db";

/** What the runs of one chain have found, for the metrics of this process. */
export type ReconciliationFigures = {
  readonly chain: string;
  /** Differences of all runs, and runs that had as many as raise an incident. */
  readonly found: number;
  readonly alerts: number;
  /** Of the last run that ended: what nobody has resolved, and since when it has ended, in seconds. */
  readonly open: number;
  readonly age: number;
  /** Its differences by asset: what is too much and what is missing added up, in base units as text. */
  readonly drift: readonly { readonly asset: string; readonly amount: string }[];
};

/** By chain. Empty when the database does not answer. */
export async function reconciliationFigures({ prisma }: Pick<Database, "prisma">): Promise<readonly ReconciliationFigures[]> {
  return prisma.$queryRaw<ReconciliationFigures[]>`
    SELECT l."chain",
      (SELECT count(*)::int FROM "ReconciliationRow" r JOIN "ReconciliationRun" n ON n."id" = r."runId"
        WHERE n."chain" = l."chain" AND r."status" IN ('open', 'resolved')) AS "found",
      (SELECT count(*)::int FROM "ReconciliationRun" n WHERE n."chain" = l."chain" AND n."alerted") AS "alerts",
      (SELECT count(*)::int FROM "ReconciliationRow" r WHERE r."runId" = l."id" AND r."status" = 'open') + l."unlisted" AS "open",
      extract(epoch FROM clock_timestamp() - l."endedAt")::int AS "age",
      coalesce((SELECT jsonb_agg(jsonb_build_object('asset', d."assetId", 'amount', d."amount"::text)) FROM (
        SELECT r."assetId", sum(abs(r."difference")) AS "amount" FROM "ReconciliationRow" r
        WHERE r."runId" = l."id" AND r."status" = 'open' GROUP BY r."assetId") d), '[]') AS "drift"
    FROM (SELECT DISTINCT ON (n."chain") n.* FROM "ReconciliationRun" n WHERE n."status" IN ('agrees', 'drift')
      ORDER BY n."chain", n."startedAt" DESC) l`.catch(() => []);
}
