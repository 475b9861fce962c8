import { DomainError, parsed, type PayoutRedrafted, publicId, redraftPayoutInput, uuidOf } from "@amanat/contracts";
import { audit, closeDeadline, type Ctx, oncePerKey, requireStepUp, requireSystem, requireUser, setDeadline, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { requestChange, destinationNow, ownerOf } from "../internal/destinations.ts";
import { replacePayout } from "../internal/replace-payout.ts";
import { lockPayout, lockAgreement, type PayoutRow, type Agreement } from "../internal/rows.ts";
import type { PayInPorts } from "../ports.ts";
import { refuseUnusableAddress } from "./change-destination.ts";

/**
 * The owner of a rejected payout confirms where it goes. With the current address a new payout is drafted at once. Another address is a
 * change that waits (`changeDestination`), and the new payout is drafted when it becomes current.
 *
 * - Who: the owner of the money, in person, with a proof of presence over amount and address.
 * - From: `rejected` and not replaced.
 * - Two at once, and against the timer: the first to lock wins, the other gets INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE (drafted) or the same waiting change.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also: somebody else's), INVALID_STATE, VERSION_CONFLICT,
 * STEP_UP_REQUIRED, NOT_SUPPORTED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function redraftPayout(ctx: Ctx, input: z.input<typeof redraftPayoutInput>, ports: PayInPorts): Promise<PayoutRedrafted> {
  const user = requireUser(ctx.actor);
  const command = parsed(redraftPayoutInput, input);
  return oncePerKey(ctx, "payment.redraftPayout", command, async (tx) => {
    const { agreement, payout } = await lockEnded(tx, uuidOf("payout", command.payoutId));
    if (payout.partyId !== user.userId) throw new DomainError("NOT_FOUND");
    if (!waits(payout)) throw new DomainError("INVALID_STATE");
    if (payout.version !== command.version) throw new DomainError("VERSION_CONFLICT");
    const current = await destinationNow(tx, ownerOf(payout));
    if (!current) throw new DomainError("INVALID_STATE");
    const same = command.address === current.address;
    if (!same) await refuseUnusableAddress(tx, payout.chain, command.address, ports);
    await requireStepUp(tx, {
      action: "payout.redraft",
      subject: command.payoutId,
      amount: payout.amount.toString(),
      asset: payout.assetId,
      destination: command.address,
    });
    if (same) return drafted(await redraft(tx, payout));
    const waiting =
      current.change?.address === command.address
        ? current
        : await requestChange(tx, agreement, { current, owner: ownerOf(payout), address: command.address });
    const dueAt = waiting.change?.effectiveAt;
    if (!dueAt) throw new DomainError("INVALID_STATE");
    await setDeadline(tx, { purpose: "payout_redraft", subjectId: payout.id, dueAt });
    await audit(tx, {
      action: "payout.redraft_later",
      subjectKind: "payout",
      subjectId: payout.id,
      payload: { address: command.address, on: dueAt.toISOString() },
    });
    return { payoutId: null, draftedAt: dueAt.toISOString() };
  });
}

/**
 * Drafts a rejected payout again when its owner did not, for an admin who has not rejected it before. While a change of address waits, this
 * waits for it.
 *
 * - Who: the timer `payout_redraft`. Two at once, replay, and an owner who was first: nothing changes, and the timer ends.
 */
export async function redraftDue(tx: TxCtx, payoutId: string): Promise<void> {
  requireSystem(tx.actor);
  const { payout } = await lockEnded(tx, payoutId);
  const timer = { purpose: "payout_redraft", subjectId: payoutId };
  if (!waits(payout)) return closeDeadline(tx, timer);
  const current = await destinationNow(tx, ownerOf(payout));
  if (current?.change) return setDeadline(tx, { ...timer, dueAt: current.change.effectiveAt });
  await redraft(tx, payout);
}

const waits = (payout: PayoutRow) => payout.status === "rejected" && payout.replacedById === null;
const drafted = (next: PayoutRow): PayoutRedrafted => ({ payoutId: publicId("payout", next.id), draftedAt: next.createdAt.toISOString() });

async function redraft(tx: TxCtx, payout: PayoutRow): Promise<PayoutRow> {
  const next = await replacePayout(tx, payout);
  await closeDeadline(tx, { purpose: "payout_redraft", subjectId: payout.id }, "done");
  await audit(tx, { action: "payout.redraft", subjectKind: "payout", subjectId: payout.id, payload: { next: next.id } });
  return next;
}

/** Locks the agreement, then the payout: everybody who drafts locks in this order. Errors: NOT_FOUND. */
async function lockEnded(tx: TxCtx, id: string | null): Promise<{ agreement: Agreement; payout: PayoutRow }> {
  const found = id === null ? null : await tx.tx.payout.findFirst({ where: { id, tenantId: tx.actor.tenantId }, select: { scope: true } });
  const agreement = found && (await lockAgreement(tx, found.scope));
  const payout = id === null ? null : await lockPayout(tx, id);
  if (!agreement || !payout) throw new DomainError("NOT_FOUND");
  return { agreement, payout };
}
