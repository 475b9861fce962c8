import { DomainError, parsed, type PayoutRedrafted, publicId, redraftPayoutInput, uuidOf } from "@amanat/contracts";
import { audit, closeDeadline, type Ctx, oncePerKey, requireStepUp, requireSystem, requireUser, setDeadline, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { askForChange, destinationNow, ownerOf } from "../internal/destinations.ts";
import { replacePayout } from "../internal/replace-payout.ts";
import { lockPayout, lockScope, type PayoutRow, type Scope } from "../internal/rows.ts";
import type { PayInPorts } from "../ports.ts";
import { refuseUnfit } from "./change-destination.ts";

/**
 * The owner of rejected money says where it shall go: to the address that counts, and another instruction is drafted at once;
 * or to another one, which waits its time like every change, and the instruction is drafted on that date.
 *
 * - Who: whose money it is, in person, with presence proved over amount and address.
 * - From: `rejected`, with nothing in its place yet.
 * - Two at once, and the clock: whoever locks first; the other gets INVALID_STATE. Replay: the stored answer under the same
 *   Idempotency-Key, else INVALID_STATE (drafted) or the same waiting change.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also: somebody else's), INVALID_STATE, VERSION_CONFLICT,
 * STEP_UP_REQUIRED, NOT_SUPPORTED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function redraftPayout(ctx: Ctx, input: z.input<typeof redraftPayoutInput>, ports: PayInPorts): Promise<PayoutRedrafted> {
  const user = requireUser(ctx.actor);
  const asked = parsed(redraftPayoutInput, input);
  return oncePerKey(ctx, "payment.redraftPayout", asked, async (tx) => {
    const { scope, payout } = await lockEnded(tx, uuidOf("payout", asked.payoutId));
    if (payout.partyId !== user.userId) throw new DomainError("NOT_FOUND");
    if (!waits(payout)) throw new DomainError("INVALID_STATE");
    if (payout.version !== asked.version) throw new DomainError("VERSION_CONFLICT");
    const place = await destinationNow(tx, ownerOf(payout));
    if (!place) throw new DomainError("INVALID_STATE");
    const same = asked.address === place.address;
    if (!same) await refuseUnfit(tx, scope, asked.address, ports);
    await requireStepUp(tx, {
      action: "payout.redraft",
      subject: asked.payoutId,
      amount: payout.amount.toString(),
      asset: payout.assetId,
      destination: asked.address,
    });
    if (same) return drafted(await redraft(tx, payout));
    const waiting =
      place.change?.address === asked.address
        ? place
        : await askForChange(tx, scope, { place, ownerId: user.userId, address: asked.address });
    const dueAt = waiting.change?.effectiveAt;
    if (!dueAt) throw new DomainError("INVALID_STATE");
    await setDeadline(tx, { purpose: "payout_redraft", subjectId: payout.id, dueAt });
    await audit(tx, {
      action: "payout.redraft_later",
      subjectKind: "payout",
      subjectId: payout.id,
      payload: { address: asked.address, on: dueAt.toISOString() },
    });
    return { payoutId: null, draftedAt: dueAt.toISOString() };
  });
}

/**
 * Nobody named an address in time, or the named one counts now: drafted again by itself, for another look by an admin who
 * did not reject it before. While a change of the owner's still waits, so does this.
 *
 * - Who: the timer `payout_redraft`. Two at once, replay, and an owner who was first: only the timer ends.
 */
export async function redraftDue(tx: TxCtx, payoutId: string): Promise<void> {
  requireSystem(tx.actor);
  const { payout } = await lockEnded(tx, payoutId);
  const timer = { purpose: "payout_redraft", subjectId: payoutId };
  if (!waits(payout)) return closeDeadline(tx, timer);
  const place = await destinationNow(tx, ownerOf(payout));
  if (place?.change) return setDeadline(tx, { ...timer, dueAt: place.change.effectiveAt });
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

/** An instruction under its scope's lock; in that order, as everybody who drafts takes them. Errors: NOT_FOUND. */
async function lockEnded(tx: TxCtx, id: string | null): Promise<{ scope: Scope; payout: PayoutRow }> {
  const found = id === null ? null : await tx.tx.payout.findFirst({ where: { id, tenantId: tx.actor.tenantId }, select: { scope: true } });
  const scope = found && (await lockScope(tx, found.scope));
  const payout = id === null ? null : await lockPayout(tx, id);
  if (!scope || !payout) throw new DomainError("NOT_FOUND");
  return { scope, payout };
}
