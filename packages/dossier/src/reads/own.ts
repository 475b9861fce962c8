import { type byDeal, DomainError, type DossierView, type downloadDossierInput, uuidOf } from "@amanat/contracts";
import { type Ctx, now, reader, requireSystem, requireUser } from "@amanat/db";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type * as z from "zod";
import { dossierView, newestOf } from "../internal/rows.ts";
import type { DossierCall, DossierSource } from "../ports.ts";
import { placeOf } from "../rules.ts";

/** The newest record of a deal that the caller has asked for. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (also for strangers). */
export async function ownDossier(
  ctx: Ctx,
  input: z.output<typeof byDeal>,
  source: DossierSource,
): Promise<{ dossier: DossierView | null }> {
  const { userId } = requireUser(ctx.actor);
  const dealId = uuidOf("deal", input.dealId);
  if (dealId === null || !(await source.mayRead(ctx, dealId))) throw new DomainError("NOT_FOUND");
  const row = await newestOf(ctx, dealId, userId);
  return { dossier: row && dossierView(row) };
}

/** Who has not read it by then holds our connection and our store's for nothing. */
const LONGEST_MS = 30 * 60_000;

/**
 * Gives a record's bytes to the one who asked for it, as long as they may have it. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (somebody else's, no longer
 * theirs, unknown), INVALID_STATE (not ready, or over).
 */
export async function downloadDossier(
  ctx: Ctx,
  input: z.output<typeof downloadDossierInput>,
  out: Writable,
  { source, call }: { readonly source: DossierSource; readonly call: DossierCall },
): Promise<void> {
  const { userId, tenantId } = requireUser(ctx.actor);
  const id = uuidOf("dossier", input.dossierId);
  const row = id === null ? null : await reader(ctx).dossier.findUnique({ where: { id } });
  if (row?.readerId !== userId || row.tenantId !== tenantId || !(await source.mayRead(ctx, row.dealId))) throw new DomainError("NOT_FOUND");
  if (row.status !== "ready" || row.objectId === null || (row.expiresAt !== null && row.expiresAt <= (await now(ctx))))
    throw new DomainError("INVALID_STATE");
  const content: Readable = await call.services.files.storage.read(placeOf(row, row.objectId));
  await pipeline(content, out, { signal: AbortSignal.timeout(LONGEST_MS) });
}

/** These records, for notices to those who asked for them. Only for our own processes. */
export async function namedDossiers(ctx: Ctx, ids: readonly string[]): Promise<{ id: string; dealId: string; readerId: string }[]> {
  requireSystem(ctx.actor);
  return reader(ctx).dossier.findMany({ where: { id: { in: [...ids] } }, select: { id: true, dealId: true, readerId: true } });
}
