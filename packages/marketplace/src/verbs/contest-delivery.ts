import { contestDeliveryInput, type dealMoved, parsed } from "@amanat/contracts";
import { type Ctx, now, oncePerKey, raiseIncident, requireUser, setting } from "@amanat/db";
import { actingParty, allow, expectVersion, idOf, movedView, transition } from "@amanat/deals";
import type * as z from "zod";
import { deliveryDates, runDeliveryClock } from "../internal/delivery-clock.ts";
import { lockPurchase } from "../internal/lock-purchase.ts";
import { writeTerms } from "../internal/terms.ts";
import { dueAgain } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/**
 * The buyer contests a delivery: the clock that would release the money stops, and the seller must deliver again by a date, after which (plus
 * grace) the buyer may cancel. If the seller marks it delivered again, the whole inspection starts anew and ends in the release. So a contest
 * alone neither refunds the money nor keeps it for ever.
 *
 * - Who: the buyer of the deal.
 * - From: `delivered` or `confirming`, as often as the setting allows. It ends `delivery`.
 * - Two at once: one through, the other INVALID_STATE. Against the timer that releases, or the buyer's own word: whoever locks first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (seller, staff),
 * INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function contestDelivery(ctx: Ctx, input: z.input<typeof contestDeliveryInput>): Promise<z.infer<typeof dealMoved>> {
  requireUser(ctx.actor);
  const command = parsed(contestDeliveryInput, input);
  return oncePerKey(ctx, "marketplace.contestDelivery", command, async (tx) => {
    const locked = await lockPurchase(tx, idOf("deal", command.dealId));
    const { deal, terms } = locked;
    const move = { on: "contest", by: actingParty(deal, tx.actor) };
    await allow(tx, locked, move);
    expectVersion(deal, command.version);
    const at = await now(tx);
    const days = await setting(tx, SETTINGS.answerDays);
    const dates = await deliveryDates(tx, dueAgain(terms.deliverBy, at, days));
    const { reason } = command;
    const round = terms.contests + 1;
    await writeTerms(tx, terms, { ...dates, contest: { reason, note: command.note, at: at.toISOString() }, contests: round });
    await runDeliveryClock(tx, locked, dates);
    await raiseIncident(tx, { kind: "deal.contested", subject: deal.id, dealId: deal.id, detail: { reason, round: String(round) } });
    const payload = { reason, round, deliverBy: dates.deliverBy.toISOString() };
    return movedView(await transition(tx, locked, { ...move, event: { reason, round }, audit: payload }));
  });
}
