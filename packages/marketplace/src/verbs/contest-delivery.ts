import { contestDeliveryInput, type dealMoved, DomainError } from "@amanat/contracts";
import { appendEvents, audit, closeDeadline, type Ctx, now, oncePerKey, raiseIncident, requireUser, setting } from "@amanat/db";
import * as z from "zod";
import { contestRounds, movedView } from "../internal/deal-view.ts";
import { deliveryDates, runDeliveryClock } from "../internal/delivery-clock.ts";
import { expectVersion, idOf, parsed } from "../internal/input.ts";
import { lockDeal } from "../internal/locks.ts";
import { moveDeal } from "../internal/moves.ts";
import { dealNews } from "../internal/news.ts";
import { lapseProposals } from "../internal/proposals.ts";
import { actingParty } from "../internal/who.ts";
import { DEFAULTS, dueAgain } from "../rules.ts";
import { DEAL, step } from "../state.ts";

/**
 * The buyer says that what was marked as delivered is not: the clock that would release the money stops, and the seller has to
 * deliver again by a date, after which (and the grace) the buyer may cancel. A seller who does mark it again starts the whole
 * inspection anew, and the money is released at its end: a word alone neither takes the money back nor keeps it for ever.
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
  const wanted = parsed(contestDeliveryInput, input);
  return oncePerKey(ctx, "marketplace.contestDelivery", wanted, async (tx) => {
    const deal = await lockDeal(tx, idOf("deal", wanted.dealId));
    const by = actingParty(deal, tx.actor);
    step(DEAL, deal.status, "contest", by);
    if (deal.onHold || deal.contests >= (await contestRounds(tx))) throw new DomainError("INVALID_STATE");
    expectVersion(deal, wanted.version);
    const at = await now(tx);
    const days = await setting(tx, "deal.answerDays", z.number().positive().max(365), DEFAULTS.answerDays);
    const dates = await deliveryDates(tx, dueAgain(deal.deliverBy, at, days));
    const contest = { reason: wanted.reason, note: wanted.note, at: at.toISOString() };
    const moved = await moveDeal(tx, deal, "contest", by, { ...dates, contest, contests: deal.contests + 1 });
    await closeDeadline(tx, { purpose: "inspect", subjectId: deal.id });
    await runDeliveryClock(tx, deal, dates);
    await lapseProposals(tx, deal, { clock: "inspect" });
    const detail = { reason: wanted.reason, round: String(moved.contests) };
    await raiseIncident(tx, { kind: "deal.contested", subject: deal.id, dealId: deal.id, detail });
    await audit(tx, {
      action: "deal.contest",
      subjectKind: "deal",
      subjectId: deal.id,
      payload: { reason: wanted.reason, round: moved.contests, deliverBy: dates.deliverBy.toISOString() },
    });
    await appendEvents(tx, [dealNews("deal.contested.v1", moved, by, { reason: wanted.reason, round: moved.contests })]);
    return movedView(moved);
  });
}
