import {
  breakGlassInput,
  type BreakGlassView,
  DomainError,
  endBreakGlassInput,
  GLASS_MINUTES,
  parsed,
  publicId,
  uuidOf,
} from "@amanat/contracts";
import {
  appendEvents,
  audit,
  type Ctx,
  now,
  oncePerKey,
  raiseIncident,
  requireRole,
  requireStepUp,
  requireSystem,
  setDeadline,
  type TxCtx,
} from "@amanat/db";
import type * as z from "zod";
import { refuseNewAdmin } from "../internal/approver-fitness.ts";
import { glassTimerOf, glassView, mendGlass, ROOMS } from "../internal/safekeeping.ts";
import { insertGlass } from "../internal/write-safekeeping.ts";
import type { PayInPorts } from "../ports.ts";

/**
 * For an hour, payouts are approved without a device, as if `TREZOR_SAFEKEEPING_REQUIRED` were off: for the day when devices are lost and money
 * has to go out. Two approvals above a limit, and every other check, stay. All guards and admins are told by every channel.
 *
 * - Who: an admin who may decide, with a proof of presence over the reason. From: devices are required, and no glass is broken.
 * - Two at once: one breaks it, the other INVALID_STATE. Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 * - Dies anywhere: one transaction, and the alarm is in it. Approvals ask for the time, so that a worker who is down lets no hour be longer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, INVALID_STATE, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function breakGlass(
  ctx: Ctx,
  input: z.input<typeof breakGlassInput>,
  ports: Pick<PayInPorts, "people" | "safekeeping">,
): Promise<BreakGlassView> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(breakGlassInput, input);
  return oncePerKey(ctx, "payment.breakGlass", command, async (tx) => {
    const { reason } = command;
    await refuseNewAdmin(tx, ports);
    if (ports.safekeeping?.required !== true) throw new DomainError("INVALID_STATE");
    await requireStepUp(tx, { action: "glass.break", subject: reason.slice(0, 300), amount: null, asset: null, destination: null });
    const at = await now(tx);
    const { tenantId } = tx.actor;
    const over = await tx.tx.breakGlass.findFirst({ where: { tenantId, endedAt: null, until: { lte: at } } });
    if (over !== null) await mendGlass(tx, over, null);
    const until = new Date(at.getTime() + GLASS_MINUTES * 60_000);
    const started = { startedById: admin.userId, startedByName: admin.name, startedAt: at };
    const row = await insertGlass(tx, { tenantId, reason, ...started, until });
    if (row === null) throw new DomainError("INVALID_STATE");
    await setDeadline(tx, { ...glassTimerOf(row.id), dueAt: until });
    await raiseIncident(tx, {
      kind: "safekeeping.glass_broken",
      subject: row.id,
      detail: { by: admin.name, reason, until: until.toISOString() },
    });
    await audit(tx, {
      action: "glass.break",
      subjectKind: "breakGlass",
      subjectId: row.id,
      payload: { reason, until: until.toISOString() },
    });
    const payload = { breakGlassId: publicId("breakGlass", row.id), until: until.toISOString() };
    await appendEvents(tx, [{ type: "safekeeping.glass_broken.v1", subjectId: row.id, payload, channels: ROOMS, actorRole: "admin" }]);
    return glassView(row);
  });
}

/**
 * Ends it before its hour is over. Needs no proof of presence: it only brings back what protects.
 *
 * - Who: a guard or an admin. Two at once, replay, and after its hour: it is over, and the answer says since when.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, NOT_FOUND, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function endBreakGlass(ctx: Ctx, input: z.input<typeof endBreakGlassInput>): Promise<BreakGlassView> {
  const by = requireRole(ctx.actor, "guard", "admin");
  const command = parsed(endBreakGlassInput, input);
  return oncePerKey(ctx, "payment.endBreakGlass", command, async (tx) => {
    const id = uuidOf("breakGlass", command.breakGlassId);
    const where = { id: id ?? "", tenantId: tx.actor.tenantId };
    const row = id === null ? null : await tx.tx.breakGlass.findFirst({ where });
    if (!row) throw new DomainError("NOT_FOUND");
    const ended = await mendGlass(tx, row, by);
    if (ended === null) return glassView(await tx.tx.breakGlass.findUniqueOrThrow({ where: { id: row.id } }));
    await audit(tx, { action: "glass.end", subjectKind: "breakGlass", subjectId: row.id, payload: {} });
    return glassView(ended);
  });
}

/** The hour is over. Who: the timer `glass_ends`. Ended before: nothing. Errors: FORBIDDEN (not the system). */
export async function endGlassOnTime(tx: TxCtx, id: string): Promise<void> {
  requireSystem(tx.actor);
  const row = await tx.tx.breakGlass.findUnique({ where: { id } });
  if (row !== null) await mendGlass(tx, row, null);
}
