import { type byDeal, DomainError, type DossierView, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, requireUser, setting } from "@amanat/db";
import type * as z from "zod";
import { countsOf, dossierView, insertDossier, lockLive, moveDossier } from "../internal/rows.ts";
import type { DossierSource } from "../ports.ts";
import { DAY_MS } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/**
 * Asks for a deal's record. A worker makes it; its reader is told. One that is ready makes way for a new one.
 *
 * - Who: a party of the deal, who decides about its case, an admin. From: none of theirs is being made.
 * - Two at once: one through, the other INVALID_STATE. Replay: the stored answer; without a key INVALID_STATE while it is being made.
 * - Dies on any line: nothing is written, or a row that a worker finds.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (also for strangers), INVALID_STATE (it is being made), DOSSIER_LIMIT (enough for a day), BUSY (too many wait),
 * IDEMPOTENCY_CONFLICT.
 */
export async function requestDossier(ctx: Ctx, input: z.output<typeof byDeal>, source: DossierSource): Promise<DossierView> {
  const { userId, tenantId } = requireUser(ctx.actor);
  const dealId = uuidOf("deal", input.dealId);
  if (dealId === null || !(await source.mayRead(ctx, dealId))) throw new DomainError("NOT_FOUND");
  return oncePerKey(ctx, "dossier.request", input, async (tx) => {
    // One after the other, so that the bound of a day holds.
    await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`dossiers of ${userId}`}, 0))`;
    const at = await now(tx);
    const live = await lockLive(tx, dealId, userId);
    if (live !== null && live.status !== "ready") throw new DomainError("INVALID_STATE");
    const limits = await setting(tx, SETTINGS.dossierLimits);
    const { waiting, asked } = await countsOf(tx, userId, DAY_MS);
    if (asked >= limits.perDay) throw new DomainError("DOSSIER_LIMIT");
    if (waiting >= limits.waiting) throw new DomainError("BUSY");
    if (live !== null) await moveDossier(tx, live, "expired", { nextAt: at });
    const row = await insertDossier(tx, { id: newId(), tenantId, dealId, readerId: userId, nextAt: at, createdAt: at });
    await audit(tx, { action: "dossier.asked", subjectKind: "dossier", subjectId: row.id, payload: { deal: input.dealId } });
    return dossierView(row);
  });
}
