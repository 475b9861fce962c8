import { KEPT_KINDS, type MyData } from "@amanat/contracts";
import { type Ctx, now, reader, requireUser, setting, type TxCtx } from "@amanat/db";
import { departureView, lastDeparture } from "../internal/departures.ts";
import { type ExportRow, exportView } from "../internal/exports.ts";
import type { RetentionPorts } from "../ports.ts";
import { NEXT_EXPORT_MS } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import { blocksOf } from "./blocks.ts";

/** Archives that are shown. */
const SHOWN = 5;

/** The caller's archives, what stays of them when they go, and what keeps them from going. Errors: AUTHENTICATION_REQUIRED. */
export async function myData(ctx: Ctx, { abouts, departures }: Pick<RetentionPorts, "abouts" | "departures">): Promise<MyData> {
  const { userId } = requireUser(ctx.actor);
  const rows = await reader(ctx).export.findMany({ where: { userId }, orderBy: { askedAt: "desc" }, take: SHOWN });
  const last = rows.find(({ status }) => status !== "failed");
  const next = last ? new Date(last.askedAt.getTime() + NEXT_EXPORT_MS) : null;
  const departure = await lastDeparture(ctx, userId);
  return {
    exports: rows.map(exportView),
    nextAt: next !== null && next > (await now(ctx)) ? next.toISOString() : null,
    keeps: keptOf(abouts),
    confirm: await departures.confirmOf(ctx, userId),
    undoDays: await setting(ctx, SETTINGS.departureDays),
    blocks: await blocksOf(ctx, userId, departures),
    departure: departure && departureView(departure),
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
