import { KEPT_KINDS, type MyData } from "@amanat/contracts";
import { type Ctx, now, reader, requireUser, type TxCtx } from "@amanat/db";
import { type ExportRow, exportView } from "../internal/exports.ts";
import type { RetentionPorts } from "../ports.ts";
import { NEXT_EXPORT_MS } from "../rules.ts";

/** Archives that are shown. */
const SHOWN = 5;

/** The caller's archives, and what stays of them when they go. Errors: AUTHENTICATION_REQUIRED. */
export async function myData(ctx: Ctx, { abouts }: Pick<RetentionPorts, "abouts">): Promise<MyData> {
  const { userId } = requireUser(ctx.actor);
  const rows = await reader(ctx).export.findMany({ where: { userId }, orderBy: { askedAt: "desc" }, take: SHOWN });
  const last = rows.find(({ status }) => status !== "failed");
  const next = last ? new Date(last.askedAt.getTime() + NEXT_EXPORT_MS) : null;
  return {
    exports: rows.map(exportView),
    nextAt: next !== null && next > (await now(ctx)) ? next.toISOString() : null,
    keeps: keptOf(abouts),
  };
}

/** Whose these archives are. */
export function namedExports(ctx: Ctx, ids: readonly string[]): Promise<{ id: string; userId: string }[]> {
  return reader(ctx).export.findMany({ where: { id: { in: [...ids] } }, select: { id: true, userId: true } });
}

/** What stays of anybody, of every context. */
export function keptOf(abouts: RetentionPorts["abouts"]): MyData["keeps"] {
  const kept = new Set(abouts().flatMap(({ about }) => ("nothing" in about ? [] : about.keeps)));
  return KEPT_KINDS.filter((kind) => kept.has(kind));
}

/** The newest archive that was not given up. */
export function lastCounted(tx: TxCtx, userId: string): Promise<ExportRow | null> {
  return tx.tx.export.findFirst({ where: { userId, status: { not: "failed" } }, orderBy: { askedAt: "desc" } });
}

/** A person asks for one after the other. */
export async function requireTurn(tx: TxCtx, userId: string): Promise<void> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`data of ${userId}`}, 0))`;
}
