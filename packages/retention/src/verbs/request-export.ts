import { DomainError, type ExportView, type requestExportInput } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { exportView, insertExport } from "../internal/exports.ts";
import { lastCounted, requireTurn } from "../reads/my-data.ts";
import { NEXT_EXPORT_MS } from "../rules.ts";

/**
 * Asks for an archive of everything that is held about the caller. The worker makes it, and tells them.
 *
 * - Who: anybody signed in, for themselves, with a proof of presence: whoever has it knows all of them.
 * - From: none is being made, and none was made within a day. Two at once: one, the other INVALID_STATE. Replay: the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, INVALID_STATE (one is under way), RATE_LIMITED (one of the last day), STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function requestExport(ctx: Ctx, input: z.output<typeof requestExportInput>): Promise<ExportView> {
  const { userId, tenantId } = requireUser(ctx.actor);
  return oncePerKey(ctx, "retention.requestExport", input, async (tx) => {
    await requireTurn(tx, userId);
    const at = await now(tx);
    const last = await lastCounted(tx, userId);
    if (last?.status === "asked") throw new DomainError("INVALID_STATE");
    if (last && last.askedAt.getTime() + NEXT_EXPORT_MS > at.getTime()) throw new DomainError("RATE_LIMITED");
    await requireStepUp(tx, { action: "data.export", subject: "", amount: null, asset: null, destination: null });
    const row = await insertExport(tx, { id: newId(), tenantId, userId, withFiles: input.files, askedAt: at, nextAt: at });
    await audit(tx, { action: "data.export_asked", subjectKind: "export", subjectId: row.id, payload: {} });
    return exportView(row);
  });
}
