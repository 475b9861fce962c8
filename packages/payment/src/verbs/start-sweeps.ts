import { DomainError, parsed, startSweepsInput, type sweepsStarted } from "@amanat/contracts";
import {
  audit,
  closeDeadline,
  type Ctx,
  digestOf,
  now,
  oncePerKey,
  Prisma,
  requireRole,
  requireStepUp,
  setDeadlineOnce,
  type TxCtx,
} from "@amanat/db";
import type * as z from "zod";
import { planSweep } from "../internal/plan-sweep.ts";
import { lockIntent } from "../internal/rows.ts";
import { commandSweeps } from "../internal/write-rows.ts";
import type { PayInPorts } from "../ports.ts";
import { railOf } from "../rails.ts";
import { floorsOf } from "../reads/floors.ts";
import { unsweptOf } from "./sweep-again.ts";
import { worthMoving } from "./advance-sweeps.ts";

/**
 * An admin starts sweeps: with the timer switched off nothing else does. A worker signs them; nothing moves here.
 *
 * - Named addresses: what is planned on them whatever it is worth, and what was given up is planned once more. No address named: everything
 *   planned on the chain that is worth its gas or that a payout waits for, the oldest thousand. So a stranger's dust makes nobody spend gas
 *   on it unless an admin names it.
 * - Who: an admin with a proof of presence over chain and addresses. From: `planned`, or `failed` with its coins still there.
 * - Two at once: rows are locked in turn, and the second finds them marked: INVALID_STATE. Replay: with the same Idempotency-Key the stored answer.
 * - Dies anywhere: one transaction; all are marked or none.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_SUPPORTED (no such chain here), INVALID_STATE (nothing there to be started),
 * STEP_UP_REQUIRED, VALIDATION_ERROR, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function startSweeps(
  ctx: Ctx,
  input: z.input<typeof startSweepsInput>,
  ports: Pick<PayInPorts, "rails">,
): Promise<z.output<typeof sweepsStarted>> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(startSweepsInput, input);
  return oncePerKey(ctx, "payment.startSweeps", command, async (tx) => {
    const { chain, reason } = command;
    const addresses = command.addresses && [...new Set(command.addresses)].toSorted();
    const { escrowWallet } = railOf(ports.rails, chain).chain;
    const named = addresses === undefined ? "all" : `${addresses.length} addresses ${Buffer.from(digestOf(addresses)).toString("hex")}`;
    await requireStepUp(tx, { action: "sweep.start", subject: `${chain} ${named}`, amount: null, asset: null, destination: escrowWallet });
    if (addresses !== undefined) await planGivenUp(tx, chain, addresses);
    const which =
      addresses === undefined
        ? Prisma.sql`"chain" = ${chain} AND "tenantId" = ${admin.tenantId}::uuid AND ${worthMoving((await floorsOf(tx)).sweeps)}`
        : Prisma.sql`"chain" = ${chain} AND "tenantId" = ${admin.tenantId}::uuid AND "address" = ANY (${addresses}::text[])`;
    const sweeps = await commandSweeps(tx, which, { adminId: admin.userId, at: await now(tx) });
    if (sweeps === 0) throw new DomainError("INVALID_STATE");
    await audit(tx, {
      action: "sweep.start",
      subjectKind: "sweep",
      subjectId: null,
      payload: { chain, addresses: addresses ?? "all", sweeps, reason },
    });
    return { sweeps };
  });
}

/** What was given up on these addresses is planned again at once, not on its date. */
async function planGivenUp(tx: TxCtx, chain: string, addresses: readonly string[]): Promise<void> {
  const { tenantId } = tx.actor;
  const failed = await tx.tx.sweep.findMany({
    where: { tenantId, chain, address: { in: [...addresses] }, status: "failed" },
    orderBy: { id: "asc" },
  });
  for (const sweep of failed) {
    // Locks its date, as the timer does before all else. One that came already: what is left of it is in another sweep.
    const waits = await setDeadlineOnce(tx, { purpose: "sweep_again", subjectId: sweep.id, dueAt: await now(tx) });
    if (!waits) continue;
    const intent = await lockIntent(tx, sweep.intentId);
    if (intent === null) continue;
    const amount = await unsweptOf(tx, sweep);
    await closeDeadline(tx, { purpose: "sweep_again", subjectId: sweep.id }, "done");
    if (amount > 0n) await planSweep(tx, intent, { id: sweep.incomingId, assetId: sweep.assetId, amount });
  }
}
