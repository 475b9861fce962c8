import { DomainError, type LegalHoldView, type placeLegalHoldInput, type releaseLegalHoldInput, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { endHold, type HoldRow, holdViews, insertHold } from "../internal/holds.ts";
import { sayChanged } from "../internal/news.ts";
import { isUuid } from "../rules.ts";

type Placed = z.output<typeof placeLegalHoldInput>;

/** The raw id of what is to be held. Errors: VALIDATION_ERROR. */
function subjectIn({ kind, subjectId }: Placed): string {
  const id = kind === "person" ? uuidOf("user", subjectId) : kind === "deal" ? uuidOf("deal", subjectId) : isUuid(subjectId);
  if (id === null) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "subjectId", code: "invalid_format" }] });
  return id;
}

/**
 * Places a legal hold on a person, a deal or a case: nothing about it is erased or cleared away until the hold is released.
 *
 * - Who: guards and admins. From: not held. Two at once: one, the other INVALID_STATE. Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, INVALID_STATE (held), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function placeHold(ctx: Ctx, input: Placed): Promise<LegalHoldView> {
  const { tenantId, userId } = requireRole(ctx.actor, "guard", "admin");
  const subjectId = subjectIn(input);
  return oncePerKey(ctx, "retention.placeHold", input, async (tx) => {
    const { kind, reason } = input;
    const row = await insertHold(tx, { id: newId(), tenantId, kind, subjectId, reason, placedById: userId, placedAt: await now(tx) });
    await audit(tx, { action: "retention.hold_placed", subjectKind: kind, subjectId, payload: { hold: row.id } });
    return told(tx, row);
  });
}

/**
 * Releases a legal hold.
 *
 * - Who: an admin who did not place it, with a proof of presence. From: held. Two at once: one, the other INVALID_STATE or VERSION_CONFLICT.
 *   Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL, INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function releaseHold(ctx: Ctx, input: z.output<typeof releaseLegalHoldInput>): Promise<LegalHoldView> {
  const { tenantId, userId } = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "retention.releaseHold", input, async (tx) => {
    const id = uuidOf("legalHold", input.holdId);
    const row = id === null ? null : await tx.tx.legalHold.findFirst({ where: { id, tenantId } });
    if (!row) throw new DomainError("NOT_FOUND");
    if (row.placedById === userId) throw new DomainError("SELF_APPROVAL");
    if (row.releasedAt !== null) throw new DomainError("INVALID_STATE");
    if (row.version !== input.version) throw new DomainError("VERSION_CONFLICT");
    await requireStepUp(tx, { action: "hold.release", subject: input.holdId, amount: null, asset: null, destination: null });
    const end = { releasedById: userId, releasedAt: await now(tx), releaseReason: input.reason };
    const after = await endHold(tx, row, end);
    await audit(tx, { action: "retention.hold_released", subjectKind: row.kind, subjectId: row.subjectId, payload: { hold: row.id } });
    return told(tx, after);
  });
}

async function told(tx: Parameters<typeof sayChanged>[0], row: HoldRow): Promise<LegalHoldView> {
  await sayChanged(tx, "hold", row.id);
  const [view] = await holdViews(tx, [row]);
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}
