import { DomainError, holdPayoutInput, liftPayoutHoldInput, parsed, type payoutMoved, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireRole, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { partiesOf, payoutMovedView } from "../internal/approval.ts";
import { lockPayout, type PayoutRow } from "../internal/rows.ts";
import { movePayoutLast } from "../internal/write-rows.ts";

type Moved = z.infer<typeof payoutMoved>;
const BOOKS = ["guard", "admin"] as const;
const DAY_MS = 86_400_000;
/** The longest that a payout is held. */
const MOST_DAYS = 90;

/**
 * A guard or an admin holds a payout back: until the date, or until the hold is lifted, nobody approves it. It can be rejected. No money
 * moves. A second hold replaces the first.
 *
 * - Who: a guard or an admin who is no party of its deal. From: `pending_approval`.
 * - Two at once: one through, the other VERSION_CONFLICT. Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, SELF_APPROVAL (a party), INVALID_STATE, VERSION_CONFLICT, VALIDATION_ERROR (`until`
 * is past or too far), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function holdPayout(ctx: Ctx, input: z.input<typeof holdPayoutInput>): Promise<Moved> {
  const user = requireRole(ctx.actor, ...BOOKS);
  const command = parsed(holdPayoutInput, input);
  return oncePerKey(ctx, "payment.holdPayout", command, async (tx) => {
    const payout = await lockPending(tx, command);
    const ahead = new Date(command.until).getTime() - (await now(tx)).getTime();
    if (ahead <= 0 || ahead > MOST_DAYS * DAY_MS)
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "until", code: ahead <= 0 ? "past" : "too_far" }] });
    const held = await movePayoutLast(tx, payout, payout.status, {
      heldUntil: new Date(command.until),
      heldById: user.userId,
      heldByName: user.name,
      heldReason: command.reason,
    });
    const payload = { reason: command.reason, until: command.until };
    await audit(tx, { action: "payout.hold", subjectKind: "payout", subjectId: payout.id, payload });
    return payoutMovedView(held);
  });
}

/**
 * Ends a payout's hold before its date.
 *
 * - Who: the guard who placed it, or an admin; no party of its deal. From: on hold. Two at once: one through, the other VERSION_CONFLICT.
 * - Replay: with the same Idempotency-Key the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (somebody else's hold), NOT_FOUND, SELF_APPROVAL, INVALID_STATE, VERSION_CONFLICT,
 * VALIDATION_ERROR, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function liftPayoutHold(ctx: Ctx, input: z.input<typeof liftPayoutHoldInput>): Promise<Moved> {
  const user = requireRole(ctx.actor, ...BOOKS);
  const command = parsed(liftPayoutHoldInput, input);
  return oncePerKey(ctx, "payment.liftPayoutHold", command, async (tx) => {
    const payout = await lockPending(tx, command);
    if (payout.heldUntil === null) throw new DomainError("INVALID_STATE");
    if (payout.heldById !== user.userId && !user.roles.includes("admin")) throw new DomainError("FORBIDDEN");
    const free = await movePayoutLast(tx, payout, payout.status, { heldUntil: null, heldById: null, heldByName: null, heldReason: null });
    await audit(tx, { action: "payout.lift_hold", subjectKind: "payout", subjectId: payout.id, payload: { reason: command.reason } });
    return payoutMovedView(free);
  });
}

async function lockPending(tx: TxCtx, { payoutId, version }: { payoutId: string; version: number }): Promise<PayoutRow> {
  const user = requireRole(tx.actor, ...BOOKS);
  const id = uuidOf("payout", payoutId);
  const payout = id === null ? null : await lockPayout(tx, id);
  if (!payout) throw new DomainError("NOT_FOUND");
  if ([payout.partyId, ...(await partiesOf(tx, payout))].includes(user.userId)) throw new DomainError("SELF_APPROVAL");
  if (payout.status !== "pending_approval") throw new DomainError("INVALID_STATE");
  if (payout.version !== version) throw new DomainError("VERSION_CONFLICT");
  return payout;
}
