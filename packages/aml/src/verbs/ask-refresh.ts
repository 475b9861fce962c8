import { type acknowledged, askRefreshInput, DomainError, parsed } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { lockState, noteAsked } from "../internal/state-row.ts";

/**
 * An admin asks for the list to be fetched now. The worker does it within its next turns.
 *
 * - Who: admin. From: any state in which a list is fetched at all, as the admin saw it (`seen`: when the last fetch began).
 * - Two at once, replay: it is asked for once; once a fetch has begun, the other gets VERSION_CONFLICT.
 * - Dies: nothing is asked, or it is asked; the worker fetches at its usual time.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_STATE (no list is fetched), VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function askRefresh(ctx: Ctx, input: z.input<typeof askRefreshInput>): Promise<z.infer<typeof acknowledged>> {
  const { userId } = requireRole(ctx.actor, "admin");
  const command = parsed(askRefreshInput, input);
  return oncePerKey(ctx, "aml.refresh", command, async (tx) => {
    const state = await lockState(tx);
    if ((state.attemptedAt?.toISOString() ?? null) !== command.seen) throw new DomainError("VERSION_CONFLICT");
    if (state.provider !== "ofac") throw new DomainError("INVALID_STATE");
    if (state.askedAt === null || (state.attemptedAt !== null && state.askedAt <= state.attemptedAt)) await noteAsked(tx, userId);
    await audit(tx, { action: "sanctions.ask", subjectKind: "sanction_list", subjectId: tx.actor.tenantId, payload: {} });
    return { ok: true } as const;
  });
}
