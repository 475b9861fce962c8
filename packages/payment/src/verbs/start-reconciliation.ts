import { DomainError, parsed, type ReconciliationView, startReconciliationInput } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { insertRun } from "../internal/write-reconciliation.ts";
import type { PayInPorts } from "../ports.ts";
import { railOf } from "../rails.ts";
import { reconciliationViewOf } from "../reads/reconciliations.ts";

/**
 * An admin has books and chain compared now. A worker does it; nothing moves.
 *
 * - Who: an admin. From: no run of the chain is running.
 * - Two at once: one begins it, by the database's key; the other gets INVALID_STATE. Replay: with the same Idempotency-Key the stored answer.
 * - Dies anywhere: one transaction.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_SUPPORTED (no such chain here), INVALID_STATE (one is running), VALIDATION_ERROR,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function startReconciliation(
  ctx: Ctx,
  input: z.input<typeof startReconciliationInput>,
  ports: Pick<PayInPorts, "rails">,
): Promise<ReconciliationView> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(startReconciliationInput, input);
  return oncePerKey(ctx, "payment.startReconciliation", command, async (tx) => {
    const { chain } = railOf(ports.rails, command.chain).chain;
    const run = await insertRun(tx, { chain, by: admin });
    if (run === null) throw new DomainError("INVALID_STATE");
    await audit(tx, { action: "reconciliation.start", subjectKind: "reconciliation", subjectId: run.id, payload: { chain } });
    return reconciliationViewOf(tx, run);
  });
}
