import { DomainError, parsed, proposeRulingInput, publicId, type rulingMoved } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { placedByParty } from "../internal/holds.ts";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { holdsOver } from "../internal/money.ts";
import { rulingEvent } from "../internal/events.ts";
import { insertRuling, rulingView } from "../internal/rulings.ts";
import { partyRole } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { whatDiffers } from "../rules.ts";

/**
 * An admin proposes how to divide money that a party stopped, between seller and buyer, with a reason. Nothing moves until another
 * admin approves it.
 *
 * - Who: an admin who is no party of the deal.
 * - From: a party's hold covers the money, and no ruling waits. The shares of each tranche add up to what is frozen of it.
 * - Two at once: one through, the other INVALID_STATE.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (also shares that come to something else), NOT_FOUND,
 * SELF_APPROVAL (a party), INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function proposeRuling(
  ctx: Ctx,
  input: z.input<typeof proposeRulingInput>,
  kinds: Kinds,
): Promise<z.infer<typeof rulingMoved>> {
  requireRole(ctx.actor, "admin");
  const command = parsed(proposeRulingInput, input);
  return oncePerKey(ctx, "deals.proposeRuling", command, async (tx) => {
    const { deal } = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    if (partyRole(deal, tx.actor) !== null) throw new DomainError("SELF_APPROVAL");
    const frozen = placedByParty(deal, await holdsOver(tx, deal));
    if (frozen.length === 0) throw new DomainError("INVALID_STATE");
    expectVersion(deal, command.version);
    const shares = command.shares.map(({ tranche, release, refund }) => ({ tranche, release: BigInt(release), refund: BigInt(refund) }));
    const issues = whatDiffers(shares, frozen);
    if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
    const row = await insertRuling(tx, deal, { shares, reason: command.reason });
    await audit(tx, {
      action: "deal.propose_ruling",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: { rulingId: row.id, shares: command.shares },
    });
    await appendEvents(tx, [rulingEvent("deal.ruling_proposed.v1", deal, row.id)]);
    return { dealId: publicId("deal", deal.id), dealVersion: deal.version, ruling: rulingView(row, deal, tx.actor) };
  });
}
