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
 * The buyer reports that nothing was delivered, or something else than agreed. A hold is placed on the money that the kind's `report`
 * covers, and the clocks stop. It ends when the buyer withdraws the report, the seller gives in, two admins rule, or its date comes
 * (`deal.holdDays`). On that date the deal goes on as before: one party's word alone must not keep the money for ever. An incident tells
 * staff at once.
 *
 * - Who: the buyer of the deal.
 * - From: where the kind's machine has `report` (a purchase: `delivered` or `confirming`), with no hold, and `MOST_REPORTS` times in a deal.
 * - Two at once: one through, the other INVALID_STATE. Against a confirmation or the release by timer: whoever locks first.
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
