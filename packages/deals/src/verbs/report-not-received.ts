import { type dealMoved, DomainError, parsed, reportNotReceivedInput } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, raiseIncident, requireUser, setting } from "@amanat/db";
import { holdsPlaced } from "@amanat/payment";
import type * as z from "zod";
import { expectVersion, idOf } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { movedView } from "../internal/moved-view.ts";
import { actingParty } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import { after, MOST_REPORTS } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import { allow, transition } from "../transition.ts";

/**
 * The buyer says that nothing came, or nothing that was agreed. The money of what this way covers stops, and so does the clock that
 * would release it, until the buyer takes it back, the seller gives in, two admins rule, or the date of the hold comes: then it
 * goes on as before, because a word alone neither takes the money back nor keeps it for ever. Staff are told at once.
 *
 * - Who: the buyer of the deal.
 * - From: where the kind's machine has `report` (a purchase: `delivered` or `confirming`), with no hold, a few times in a deal.
 * - Two at once: one through, the other INVALID_STATE. Against the buyer's own word or the timer that releases: whoever locks first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (seller, staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function reportNotReceived(
  ctx: Ctx,
  input: z.input<typeof reportNotReceivedInput>,
  kinds: Kinds,
): Promise<z.infer<typeof dealMoved>> {
  const { userId } = requireUser(ctx.actor);
  const command = parsed(reportNotReceivedInput, input);
  return oncePerKey(ctx, "deals.reportNotReceived", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), kinds);
    const { deal } = locked;
    const by = actingParty(deal, tx.actor);
    const days = await setting(tx, SETTINGS.holdDays);
    const until = after(await now(tx), days, "days");
    const event = { by, until: until.toISOString() };
    const move = { on: "report", by, report: { placedBy: userId, reason: command.reason, until }, event, audit: event };
    await allow(tx, locked, move);
    if ((await holdsPlaced(tx, deal.id, userId)) >= MOST_REPORTS * deal.tranches.length)
      throw new DomainError("INVALID_STATE", "It was reported too often.");
    expectVersion(deal, command.version);
    const moved = await transition(tx, locked, move);
    await raiseIncident(tx, { kind: "deal.on_hold", subject: deal.id, dealId: deal.id, detail: event });
    return movedView(moved);
  });
}
